/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * apt's lists of sources (sources.list(5)), as text: which of the host's entries are the
 * distribution's, and the same entries as 'deb-src'. An entry is named as apt names it,
 * "<file>:<n>": the n-th line, or, in a .sources file, the n-th stanza.
 */
#ifndef JIFFY_IMAGE_SOURCE_APTLIST_H
#define JIFFY_IMAGE_SOURCE_APTLIST_H

#include "base/strbuf.h"
#include "base/strv.h"

/*
 * Chooses entries. all: lines "<entry>" of 'apt-get --no-release-info indextargets', which has
 * every entry in use. known: lines "<origin>|<entry>" of 'apt-get indextargets', which has only
 * those whose lists were downloaded. ids: names of the distribution and its parents (os-release(5),
 * ID and ID_LIKE), to compare with the origin. If no entry is known to be the distribution's, takes
 * those of unknown origin; if all are known to be from others, takes all.
 */
void aptlist_choose(const char *all, const char *known, const struct strv *ids,
		    struct strv *entries);
/* The words of ID and ID_LIKE of an os-release file's text. */
void aptlist_distribution(const char *os_release, struct strv *ids);
/* The files that the entries are in, each once. */
void aptlist_files(const struct strv *entries, struct strv *files);
/* Adds those of the file's entries that are in 'entries', as deb-src; text: the file's content. */
void aptlist_to_src(const char *file, const char *text, const struct strv *entries,
		    struct strbuf *out);

#endif
