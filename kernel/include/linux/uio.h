/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_UIO_H
#define _LINUX_UIO_H

#include <linux/types.h>

#define UIO_MAXIOV 1024

struct iovec {
	void __user *iov_base;
	size_t iov_len;
};

#endif
