/* SPDX-License-Identifier: MIT */
#include "images/slot/names.h"

#include "init/fmt.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define BEFORE "tcr-"
#define BEHIND ".efi"

/* Reads a number of at most nine digits without zeros before it. */
static bool get_number(const char **at, unsigned *out)
{
	const char *p = *at;
	unsigned n = 0;

	while (isdigit((unsigned char)*p) && p - *at < 9)
		n = n * 10 + (unsigned)(*p++ - '0');
	if (p == *at || isdigit((unsigned char)*p) ||
		(**at == '0' && p - *at > 1))
		return false;
	*at = p;
	*out = n;
	return true;
}

/* FAT knows no case, so a name in capitals is the same name. */
bool slot_name_parse(const char *file, struct slot_name *name)
{
	struct slot_name new = {.good = true};
	const char *at = file + strlen(BEFORE);

	if (strncasecmp(file, BEFORE, strlen(BEFORE)) != 0 ||
		!get_number(&at, &new.serial) || *at++ != '-')
		return false;
	new.slot = tolower((unsigned char)*at++) - 'a';
	if (new.slot != 0 && new.slot != 1)
		return false;
	if (*at == '+') {
		new.good = false;
		at++;
		if (!get_number(&at, &new.left))
			return false;
		if (*at == '-' && (at++, !get_number(&at, &new.done)))
			return false;
	}
	if (strcasecmp(at, BEHIND) != 0)
		return false;
	*name = new;
	return true;
}

void slot_name_write(const struct slot_name *name, char file[SLOT_NAME_MAX])
{
	char count[24] = "";

	if (!name->good && name->done > 0)
		(void)fmt_print(
			count, sizeof(count), "+%u-%u", name->left, name->done);
	else if (!name->good)
		(void)fmt_print(count, sizeof(count), "+%u", name->left);
	(void)fmt_print(file, SLOT_NAME_MAX, BEFORE "%u-%c%s" BEHIND,
		name->serial, 'a' + name->slot, count);
}

static int higher_first(unsigned a, unsigned b)
{
	return (a < b) - (a > b);
}

int slot_name_compare(const struct slot_name *a, const struct slot_name *b)
{
	int rc = (!a->good && a->left == 0) - (!b->good && b->left == 0);

	if (rc == 0)
		rc = higher_first(a->serial, b->serial);
	if (rc == 0)
		rc = b->slot - a->slot;
	if (rc == 0)
		rc = b->good - a->good;
	return rc == 0 ? higher_first(a->left, b->left) : rc;
}
