# SPDX-License-Identifier: MIT
# The status document (ARCHITECTURE.md, one unit a line) as an HTML page.

# The value of a key in a line of JSON; null is "".
function value(line, key,    at, text, c)
{
	at = index(line, "\"" key "\":")
	if (!at)
		return ""
	line = substr(line, at + length(key) + 3)
	if (substr(line, 1, 1) != "\"") {
		match(line, /^[^],}]*/)
		text = substr(line, 1, RLENGTH)
		return text == "null" ? "" : text
	}
	text = ""
	for (at = 2; (c = substr(line, at, 1)) != "\"" && c != ""; at++) {
		if (c == "\\") {
			c = substr(line, ++at, 1)
			if (c == "u") {
				at += 4
				c = "?"
			} else if (c ~ /[nrtbf]/)
				c = " "
		}
		text = text c
	}
	return text
}

# Names and causes may hold anything; a page must not.
function html(text)
{
	gsub(/&/, "\\&amp;", text)
	gsub(/</, "\\&lt;", text)
	gsub(/>/, "\\&gt;", text)
	gsub(/"/, "\\&quot;", text)
	return text
}

function span(ms,    s)
{
	s = int(ms / 1000)
	if (s < 60)
		return s " s"
	if (s < 3600)
		return int(s / 60) " min"
	if (s < 86400)
		return int(s / 3600) " h"
	return int(s / 86400) " d"
}

function mark(state)
{
	if (state ~ /^(running|active|exited)$/)
		return "good"
	if (state ~ /^(failed|bad-config|backoff|degraded)$/)
		return "bad"
	return ""
}

function row(line,    state, detail, since)
{
	state = value(line, "state")
	since = value(line, "since_ms")
	detail = value(line, "cause")
	if (detail == "" || mark(state) == "good")
		detail = value(line, "description")
	printf "<tr><td>%s<td class=\"%s\">%s<td>%s<td>%d<td>%s\n",
		html(value(line, "unit")), mark(state), html(state),
		since == "" ? "" : span(now - since),
		value(line, "restarts"), html(detail)
}

BEGIN {
	print "<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>"
	print "<meta name=viewport content=\"width=device-width\">"
	print "<meta http-equiv=refresh content=5>\n<title>tcr</title>"
	print "<style>"
	print "body { font: 16px/1.5 sans-serif; max-width: 50em; " \
		"margin: 2em auto; padding: 0 1em }"
	print "table { border-collapse: collapse; width: 100% }"
	print "th, td { text-align: left; vertical-align: top; " \
		"padding: .3em .8em .3em 0; border-bottom: 1px solid #ddd }"
	print ".good { color: #176b2c } .bad { color: #a40000 }"
	print "dt { float: left; clear: left; width: 7em } " \
		"dd { margin-left: 7em }"
	print "</style>"
}

/^\{"v":/ {
	now = value($0, "now_ms")
	state = value($0, "state")
	printf "<h1>This device is <span class=\"%s\">%s</span></h1>\n",
		mark(state), html(state)
	printf "<p>tcr %s, up for %s", html(value($0, "version")), span(now)
	if (value($0, "boot_ms") != "")
		printf "; all units had started %.1f s after power on",
			value($0, "boot_ms") / 1000
	print ".\n<table>\n<tr><th>Unit<th>State<th>For<th>Restarts<th>What"
}

/^,?\{"unit":/ {
	row($0)
}

END {
	if (state == "") {
		print "<h1>No answer</h1>\n<p>The supervisor gave no status; " \
			"this page asks again in 5 seconds."
		exit
	}
	print "</table>\n<h2>States</h2>\n<dl>"
	print "<dt class=good>running<dd>its process runs"
	print "<dt class=good>active<dd>in force without a process: a network, " \
		"a task that is done and stays so"
	print "<dt class=good>exited<dd>ended as it should"
	print "<dt>waiting<dd>for another unit to start first"
	print "<dt>starting<dd>or <i>stopping</i>: on its way"
	print "<dt>inactive<dd>not wanted, or stopped by hand"
	print "<dt class=bad>backoff<dd>ended badly; it will be started again"
	print "<dt class=bad>failed<dd>ended badly; it stays down"
	print "<dt class=bad>bad-config<dd>its unit file is refused"
	print "</dl>"
}
