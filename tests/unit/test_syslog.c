/* SPDX-License-Identifier: MIT */
/*
 * Which servers SyslogServer= may name, and what messages look like.
 *
 * Links: supervisor/logs/syslog.c supervisor/units/text/syslog_server.c
 * Links: images/date.c net/address.c
 * Links: init/fmt.c init/text.c init/io.c init/log.c
 */
#include "supervisor/logs/syslog.h"

#include "net/address.h"
#include "supervisor/units/text/syslog_server.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <string.h>

static void good(const char *text, const char *address, int port, bool tcp)
{
	struct syslog_server s = {.port = 1};
	char words[ADDRESS_TEXT_MAX];

	is_int(syslog_server_read(text, &s), 0, text);
	is_str(address_write(&s.address, words), address, "its address");
	ok(s.port == port && s.tcp == tcp, "its port");
}

static void bad(const char *text)
{
	struct syslog_server s = {.port = 7};

	is_int(syslog_server_read(text, &s), -EINVAL, text);
	is_int(s.port, 7, "... and changes nothing");
}

static void message(bool framed, const char *host, const char *unit,
	const char *record, const char *want)
{
	char out[SYSLOG_MAX];
	size_t n =
		syslog_write(out, framed, host, unit, record, strlen(record));

	out[n] = 0;
	is_str(out, want, record);
}

/* Whatever the record is, there is room for its message. */
static void longest(void)
{
	static char record[RING_RECORD_MAX + 100], unit[300], out[SYSLOG_MAX];
	size_t n;

	memset(record, 'x', sizeof(record) - 1);
	memset(unit, 'u', sizeof(unit) - 1);
	memcpy(record, "1764511331.123 drop ", 20);
	n = syslog_write(out, true, unit, unit, record, sizeof(record) - 1);
	ok(n > RING_RECORD_MAX && n < SYSLOG_MAX, "the longest record");
	n = syslog_write(out, true, unit, unit, record + 20, RING_RECORD_MAX);
	ok(n > RING_RECORD_MAX && n < SYSLOG_MAX, "and one without a time");
}

int main(void)
{
	good("udp://192.0.2.1", "192.0.2.1", 514, false);
	good("tcp://192.0.2.1", "192.0.2.1", 601, true);
	good("tcp://[2001:db8::1]:6514", "2001:db8::1", 6514, true);
	good("udp://[2001:db8::1]", "2001:db8::1", 514, false);
	bad("");
	bad("192.0.2.1");
	bad("tls://192.0.2.1");
	bad("udp://");
	bad("udp://host.example");
	bad("udp://192.0.2.1:");
	bad("udp://192.0.2.1:0");
	bad("udp://192.0.2.1:65536");
	bad("udp://192.0.2.1:514x");
	bad("udp://[192.0.2.1]");
	bad("udp://2001:db8::1");
	bad("udp://[2001:db8::1");
	bad("udp://[2001:db8::1]514");
	bad("udp://224.0.0.1");
	message(false, "box", "web", "1764511331.123 out hello",
		"<30>1 2025-11-30T14:02:11.123Z box web - out - hello");
	message(true, "box", "web", "1764511331.123 err hello",
		"52 <27>1 2025-11-30T14:02:11.123Z box web - err - hello");
	message(false, "", "a b\n", "1764511331.000 tcr x  y ",
		"<29>1 2025-11-30T14:02:11.000Z - a?b? - tcr - x  y ");
	message(false, "box", "web", "1764511331.000 start pid 7, run 1",
		"<29>1 2025-11-30T14:02:11.000Z box web - start - started, pid "
		"7, run 1");
	message(false, "box", "web", "1764511331.000 drop 95",
		"<29>1 2025-11-30T14:02:11.000Z box web - drop - 95 lines "
		"dropped");
	message(true, "box", "web", "rubbish",
		"29 <29>1 - box web - - - rubbish");
	message(false, "box", "web", "", "<29>1 - box web - - - ");
	message(false, "box", "web", "1764511331.123 out",
		"<29>1 - box web - - - 1764511331.123 out");
	message(false, "box", "web", "99999999999999999999.000 out x",
		"<29>1 - box web - - - 99999999999999999999.000 out x");
	longest();
	return done_testing();
}
