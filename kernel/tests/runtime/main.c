// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the kernel's core, run by the kernel itself before any driver. One line a test, in the form of the Test Anything
 * Protocol.
 */
#include <linux/init.h>
#include <asm/sbi.h>
#include "selftest.h"

static const struct selftest *const suites[] = {
	library_tests, memory_tests, lock_tests, wait_tests, kthread_tests,
	workqueue_tests, time_tests, irq_tests, sched_tests, fault_tests,
};

static int number, failed;

static void run_suite(const struct selftest *test)
{
	for (; test->name; test++) {
		bool ok = test->run();

		failed += !ok;
		pr_info("%sok %d %s\n", ok ? "" : "not ", ++number, test->name);
	}
}

static int __init selftest(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(suites); i++)
		run_suite(suites[i]);
	pr_info("1..%d\n", number);
	pr_info("selftest: %d failed\n", failed);
	sbi_shutdown();
	for (;;) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule();
	}
	return 0;
}
core_initcall(selftest);
