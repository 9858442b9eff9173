/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_RESTART_BLOCK_H
#define _LINUX_RESTART_BLOCK_H

#include <linux/types.h>

/* How to go on with a system call that a signal interrupted and that cannot simply be repeated. */
struct restart_block {
	long (*fn)(struct restart_block *restart);
	clockid_t clockid;
	u64 expires;
	void __user *rmtp;
};

#endif
