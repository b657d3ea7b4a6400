/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Downloads by http and https. */
#ifndef JIFFY_IMAGE_SOURCE_DOWNLOAD_H
#define JIFFY_IMAGE_SOURCE_DOWNLOAD_H

#include "image/step/build.h"

/*
 * Fetches url to <cachedir>/downloads/<sha256>-<file name> unless it is there; returns its path,
 * which is the caller's. A partial download is kept in a file of the same name with ".part", and
 * resumed if the server can. The digest is verified before the file gets its name; if it is wrong,
 * the download is removed. A lost connection is opened again as long as there is progress; after
 * that, the error says how much has arrived and that the next run resumes.
 */
char *download(const struct build *b, const char *url, const char *sha256, struct err *e);
/* The URL without user, password and query, so that it may be shown. Caller's. */
char *download_public_url(const char *url);
/* The last part of the URL's path; "download" when there is none. Caller's. */
char *download_file_name(const char *url);

#endif
