/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/median.h"
#include "test.h"

TEST(medians)
{
	static const struct {
		uint64_t v[4];
		size_t n;
		uint64_t median, least, most;
	} cases[] = {
		{{0}, 0, 0, 0, 0},	 {{7}, 1, 7, 7, 7},	     {{9, 1}, 2, 5, 1, 9},
		{{9, 1, 2}, 3, 2, 1, 9}, {{4, 9, 1, 2}, 4, 3, 1, 9},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t v[4];
		struct spread s;

		memcpy(v, cases[i].v, sizeof(v));
		s = spread_of(v, cases[i].n);
		CHECK_INT(s.median, cases[i].median);
		CHECK_INT(s.least, cases[i].least);
		CHECK_INT(s.most, cases[i].most);
		CHECK_INT(s.n, cases[i].n);
	}
}

TEST_MAIN()
