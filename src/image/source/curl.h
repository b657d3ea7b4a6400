/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libcurl, loaded only when something is downloaded: with its 35 libraries it would take two thirds
 * of jiffy's start.
 */
#ifndef JIFFY_IMAGE_SOURCE_CURL_H
#define JIFFY_IMAGE_SOURCE_CURL_H

#include <curl/curl.h>

#include "base/err.h"

/* Its functions, as curl/curl.h declares them. */
struct curl {
	__typeof__(curl_global_init) *global_init;
	__typeof__(curl_global_cleanup) *global_cleanup;
	__typeof__(curl_easy_init) *init;
	__typeof__(curl_easy_setopt) *setopt;
	__typeof__(curl_easy_perform) *perform;
	__typeof__(curl_easy_getinfo) *getinfo;
	__typeof__(curl_easy_strerror) *strerror;
	__typeof__(curl_easy_cleanup) *cleanup;
};

/* Loads the library, which stays loaded, and finds its functions. */
int curl_load(struct curl *c, struct err *e);

#endif
