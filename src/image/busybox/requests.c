/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/busybox/requests.h"

#define FRAGMENT "data/busybox/static.config"

/* The user's fragments, in order. */
static void user_fragments(const struct settings *set, struct strv *paths)
{
	strv_addv(paths, &set->busybox_config);
	if (set->busybox_own_config && fs_exists(set->busybox_own_config))
		strv_add(paths, set->busybox_own_config);
}

int busybox_requests(const struct build *b, struct kconfig_requests *r, struct err *e)
{
	_cleanup_free_ char *fragment = path_join(b->datadir, FRAGMENT);
	_cleanup_strv_ struct strv paths = {0};

	if (kconfig_request_file(r, fragment, FRAGMENT, e))
		return -1;
	kconfig_requests_are_ours(r);
	user_fragments(b->set, &paths);
	strv_foreach(path, &paths)
		if (kconfig_request_file(r, path, path, e))
			return -1;
	strv_foreach(assignment, &b->set->busybox_set)
		if (kconfig_request_assignment(r, assignment, "--busybox-set", e))
			return -1;
	return 0;
}

int busybox_requests_stamp(const struct build *b, struct stamp *s, struct err *e)
{
	_cleanup_free_ char *fragment = path_join(b->datadir, FRAGMENT);
	_cleanup_free_ char *symbols = strv_join(&b->set->busybox_set, " ");
	_cleanup_strv_ struct strv paths = {0};

	if (stamp_add_file(s, b, FRAGMENT, fragment, e))
		return -1;
	user_fragments(b->set, &paths);
	strv_foreach(path, &paths)
		if (stamp_add_file(s, b, path, path, e))
			return -1;
	stamp_add(s, "busybox-set", symbols);
	return 0;
}
