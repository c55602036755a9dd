/* SPDX-License-Identifier: MIT */
/* Chooses between the firmware's image and a loaded one.  Pure. */
#include "images/choice.h"

#include "images/image.h"
#include "images/info.h"
#include "images/ref.h"

#include <stddef.h>
#include <string.h>

#define YEAR_S 31536000

/* Reads digits where form has 0s, and the same byte elsewhere. */
static const char *read_form(const char *text, const char *form, int *numbers)
{
	for (; *form; text++, form++) {
		if (*form != '0') {
			if (*text != *form)
				return NULL;
			numbers++;
			*numbers = 0;
			continue;
		}
		if (*text < '0' || *text > '9')
			return NULL;
		*numbers = *numbers * 10 + (*text - '0');
	}
	return text;
}

/* Days since 1970-01-01 of the Gregorian calendar; its year begins in March. */
static int64_t days(int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1;
	int m = month > 2 ? month - 3 : month + 9;

	return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day -
	       719469;
}

int64_t choice_time(const char *text)
{
	int t[6] = {0}, zone[2] = {0};
	const char *p = text ? read_form(text, "0000-00-00T00:00:00", t) : NULL;
	int64_t s, shift;

	if (!p)
		return 0;
	if (*p == '.')
		p += 1 + strspn(p + 1, "0123456789");
	if (strcmp(p, "Z") != 0 &&
		((*p != '+' && *p != '-') || !read_form(p + 1, "00:00", zone)))
		return 0;
	shift = (zone[0] * 60 + zone[1]) * (*p == '-' ? -60 : 60);
	s = days(t[0], t[1], t[2]) * 86400 + t[3] * 3600 + t[4] * 60 + t[5] -
	    shift;
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
