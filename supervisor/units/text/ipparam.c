/* SPDX-License-Identifier: MIT */
/*
 * Parses ip= of the kernel's command line (Documentation/admin-guide/nfs/
 * nfsroot.rst), so that a board whose boot loader sets an address needs no unit
 * file.  IPv4 only.  The server, which is for a root file system on NFS, is
 * ignored.
 */
#include "supervisor/units/text/ipparam.h"

#include "net/address.h"
#include "supervisor/units/text/value.h"

#include <errno.h>
#include <string.h>

#define IPPARAM_DEVICE "eth0" /* the interface if ip= names none */
#define FIELD_MAX      48

enum field {
	FIELD_CLIENT,
	FIELD_SERVER,
	FIELD_GATEWAY,
	FIELD_NETMASK,
	FIELD_HOST,
	FIELD_DEVICE,
	FIELD_AUTOCONF,
	FIELD_DNS0,
	FIELD_DNS1,
	FIELD_NTP0,
	FIELD_COUNT,
};

/* Finds the value of the last ip=; NULL: there is none. */
static const char *find(const char *cmdline, size_t *len)
{
	const char *found = NULL;

	while (*cmdline) {
		size_t n = strcspn(cmdline, " \t\n");

		if (n >= 3 && !memcmp(cmdline, "ip=", 3)) {
			found = cmdline + 3;
			*len = n - 3;
		}
		cmdline += n;
		cmdline += strspn(cmdline, " \t\n");
	}
	return found;
}

/* Splits the value at its colons; 0 or -EINVAL. */
static int cut(const char *text, size_t len, char fields[][FIELD_MAX])
{
	const char *end = text + len;

	for (size_t i = 0; i < FIELD_COUNT; i++) {
		const char *colon = memchr(text, ':', (size_t)(end - text));
		size_t n = (size_t)((colon ? colon : end) - text);

		if (n >= FIELD_MAX)
			return -EINVAL;
		memcpy(fields[i], text, n);
		fields[i][n] = 0;
		if (!colon)
			return 0;
		text = colon + 1;
	}
	return -EINVAL;
}

/* Parses the netmask; without one, as in the kernel, the class of the address
 * (A, B or C) determines the prefix. */
static int read_mask(const char *text, struct in_addr client, uint8_t *prefix)
{
	struct in_addr mask;
	uint32_t first = ntohl(client.s_addr) >> 24;
	uint32_t bits;

	if (!*text) {
		*prefix = first < 128 ? 8 : first < 192 ? 16 : 24;
		return 0;
	}
	if (value_ipv4(text, &mask) < 0)
		return -EINVAL;
	bits = ntohl(mask.s_addr);
	if (bits == 0 || (~bits & (~bits + 1)) != 0)
		return -EINVAL;
	*prefix = (uint8_t)(32 - __builtin_ctz(bits));
	return 0;
}

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(text, *words))
			return true;
	return false;
}

static int refuse(const char **why, const char *text)
{
	*why = text;
	return -EINVAL;
}

static int read_fixed(
	char fields[][FIELD_MAX], struct ipparam *p, const char **why)
{
	struct net_uplink *uplink = &p->uplink;
	struct net_address *address = uplink->addresses;
	struct in_addr client;

	if (value_ipv4(fields[FIELD_CLIENT], &client) < 0)
		return refuse(why, "no IPv4 address first");
	if (read_mask(fields[FIELD_NETMASK], client, &address->prefix) < 0)
		return refuse(why, "bad netmask");
	address->ip = address_of4(client);
	uplink->address_count = 1;
	if (*fields[FIELD_GATEWAY] &&
		value_ipv4(fields[FIELD_GATEWAY], &uplink->gateway) < 0)
		return refuse(why, "bad gateway");
	return 0;
}

static int read_dns(const char *text, struct ipparam *p, const char **why)
{
	if (!*text)
		return 0;
	if (value_host(text, &p->dns[p->dns_count]) < 0)
		return refuse(why, "bad resolver");
	p->dns_count++;
	return 0;
}

int ipparam_read(const char *cmdline, struct ipparam *out, const char **why)
{
	static const char *const dhcp[] = {"dhcp", "on", "any", "both", NULL};
	static const char *const off[] = {"off", "none", NULL};
	char fields[FIELD_COUNT][FIELD_MAX] = {{0}};
	struct ipparam p = {.uplink.name = IPPARAM_DEVICE};
	size_t len = 0;
	const char *text = find(cmdline, &len);
	const char *device = fields[FIELD_DEVICE];
	const char *mode = fields[FIELD_AUTOCONF];
	bool whole;
	int rc;

	if (!text || len == 0)
		return 0;
	*out = p;
	if (cut(text, len, fields) < 0)
		return refuse(why, "too many or too long fields");
	whole = !memchr(text, ':', len);
	if (whole)
		mode = fields[FIELD_CLIENT];
	if (*device && (strlen(device) >= sizeof(p.uplink.name) ||
			       !value_is_word(device, strlen(device), "._-") ||
			       *device == '.'))
		return refuse(why, "bad name of an interface");
	if (*device)
		memcpy(p.uplink.name, device, strlen(device) + 1);
	*out = p;
	if (whole && is_one_of(mode, off))
		return 0;
	p.uplink.dhcp = is_one_of(mode, dhcp);
	/* A value without a colon may also be the address. */
	if (!p.uplink.dhcp && *mode && !is_one_of(mode, off) &&
		!(whole && *mode >= '0' && *mode <= '9'))
		return refuse(why, "unknown method (dhcp or off)");
	rc = p.uplink.dhcp ? 0 : read_fixed(fields, &p, why);
	for (int i = FIELD_DNS0; rc == 0 && i <= FIELD_DNS1; i++)
		rc = read_dns(fields[i], &p, why);
	if (rc < 0)
		return rc;
	*out = p;
	return 1;
}
