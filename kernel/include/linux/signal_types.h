/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_SIGNAL_TYPES_H
#define _LINUX_SIGNAL_TYPES_H

#include <linux/types.h>
#include <linux/list.h>
#include <uapi/asm/signal.h>

#define SIG_DFL	((__sighandler_t)0)
#define SIG_IGN	((__sighandler_t)1)
#define SIG_ERR	((__sighandler_t)-1)

typedef struct {
	unsigned long sig[1];
} sigset_t;

typedef void (*__sighandler_t)(int);

/* What user space gets; 128 bytes as in the ABI. */
typedef struct siginfo {
	int si_signo;
	int si_errno;
	int si_code;
	int __pad0;
	union {
		struct {
			int si_pid;
			unsigned int si_uid;
			int si_status;
		};
		void __user *si_addr;
		char _pad[112];
	};
} kernel_siginfo_t, siginfo_t;

struct sigaction {
	__sighandler_t sa_handler;
	unsigned long sa_flags;
	sigset_t sa_mask;
};

struct k_sigaction {
	struct sigaction sa;
};

struct sigpending {
	struct list_head list;		/* struct sigqueue */
	sigset_t signal;
};

struct sigqueue {
	struct list_head list;
	kernel_siginfo_t info;
};

#endif
