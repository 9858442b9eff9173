/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_THREAD_INFO_H
#define _LINUX_THREAD_INFO_H

#include <linux/types.h>
#include <linux/bitops.h>
#include <asm/current.h>
#include <asm/thread_info.h>

#define current_thread_info() ((struct thread_info *)current)

static inline void set_ti_thread_flag(struct thread_info *ti, int flag)
{
	set_bit(flag, &ti->flags);
}

static inline void clear_ti_thread_flag(struct thread_info *ti, int flag)
{
	clear_bit(flag, &ti->flags);
}

static inline int test_ti_thread_flag(struct thread_info *ti, int flag)
{
	return test_bit(flag, &ti->flags);
}

static inline int test_and_clear_ti_thread_flag(struct thread_info *ti, int flag)
{
	return test_and_clear_bit(flag, &ti->flags);
}

#define set_thread_flag(flag)		set_ti_thread_flag(current_thread_info(), flag)
#define clear_thread_flag(flag)		clear_ti_thread_flag(current_thread_info(), flag)
#define test_thread_flag(flag)		test_ti_thread_flag(current_thread_info(), flag)
#define test_and_clear_thread_flag(flag) test_and_clear_ti_thread_flag(current_thread_info(), flag)
#define tif_need_resched()		test_thread_flag(TIF_NEED_RESCHED)

#endif
