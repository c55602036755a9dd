/* SPDX-License-Identifier: MIT */
/* Chooses between the firmware's image and a loaded one.  Pure. */
#include "images/choice.h"

#include "images/date.h"
#include "images/image.h"
#include "images/info.h"
#include "images/ref.h"

#include <stddef.h>
#include <string.h>

#define YEAR_S 31536000

int64_t choice_time(const char *text)
{
	char date[] = "0000-00-00T00:00:00Z", zone[] = "1970-01-01T00:00:00Z";
	const size_t len = sizeof(date) - sizeof("Z"), clock = strlen("00:00");
	const char *p = text;
	int64_t s, shift;

	if (!text || strlen(text) < len)
		return 0;
	memcpy(date, text, len);
	p += len;
	if (*p == '.')
		p += 1 + strspn(p + 1, "0123456789");
	if (strlen(p) == 1 + clock && (*p == '+' || *p == '-'))
		memcpy(zone + strlen("1970-01-01T"), p + 1, clock);
	else if (strcmp(p, "Z") != 0)
		return 0;
	s = date_read(date, strlen(date));
	shift = date_read(zone, strlen(zone));
	if (s < 0 || shift < 0)
		return 0;
	s -= *p == '-' ? -shift : shift;
	return s < YEAR_S ? 0 : s;
}

const char *choice_against(const struct image_info *first,
	const struct image_info *later, const struct ref *signed_as)
{
	int64_t time = choice_time(later->created);

	if (signed_as && !(later->signed_by[0] &&
				 ref_means(signed_as, later->name, later->tag)))
		return CHOICE_UNSIGNED;
	if (!first)
		return NULL;
	if (!info_is_native(later) && info_is_native(first))
		return CHOICE_FOREIGN;
	return time > 0 && choice_time(first->created) > time ? CHOICE_OLDER
							      : NULL;
}
