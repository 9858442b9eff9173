/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SELFTEST_H
#define _SELFTEST_H

#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

/* A failed expectation ends its test, and says where. */
#define EXPECT(condition) do {							\
	if (!(condition)) {							\
		pr_info("# %s:%d: expected %s\n", __FILE__, __LINE__, #condition); \
		return false;							\
	}									\
} while (0)

struct selftest {
	const char *name;
	bool (*run)(void);
};

/* Each file's tests, ended by an entry without a name. */
extern const struct selftest library_tests[], memory_tests[], lock_tests[], wait_tests[], kthread_tests[],
	workqueue_tests[], time_tests[], irq_tests[], sched_tests[], fault_tests[];

/* Waits, for a second at most, until @condition holds. */
#define becomes_true(condition) ({					\
	bool __ok = false;						\
	for (int __i = 0; !__ok && __i < 1000; __i++) {			\
		__ok = (condition);					\
		if (!__ok)						\
			msleep(1);					\
	}								\
	__ok; })

#endif
