#!/bin/sh
# The device's state as a page.  /run/tcr/status is a FIFO: each reader gets one
# document, then EOF; two that meet on one get parts, so ask again.
for _ in 1 2 3 4 5; do
	status=$(timeout 2 cat /run/tcr/status 2>/dev/null)
	case $status in
	'{'*']}') break ;;
	esac
	status=
done
printf 'Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n\r\n'
printf '%s\n' "$status" | awk -f /www/page.awk
