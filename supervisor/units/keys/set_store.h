/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_STORE_H
#define SUPERVISOR_UNITS_KEYS_SET_STORE_H

#include "supervisor/units/keys/set.h"

/* Setters of the key table for [Volume] and [Image]; see struct keys_row. */
SET_FUNCTION(set_store_directory);
SET_FUNCTION(set_store_device);
SET_FUNCTION(set_store_word); /* char *: one word */
SET_FUNCTION(set_store_options);
SET_FUNCTION(set_store_account); /* char *: a name or a number */
SET_FUNCTION(set_store_uid);
SET_FUNCTION(set_store_gid);
SET_FUNCTION(set_store_driver);
SET_FUNCTION(set_store_persist);
SET_FUNCTION(set_store_size);
SET_FUNCTION(set_store_os);
SET_FUNCTION(set_store_policy);

#endif
