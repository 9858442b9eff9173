/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_CRED_H
#define _LINUX_CRED_H

#include <linux/types.h>

/* Everybody is root here; the type exists because files carry a pointer to it. */
struct cred {
	unsigned int uid, gid, euid, egid;
};

#define CAP_SYS_ADMIN	21
#define CAP_SYS_RAWIO	17

static inline bool capable(int cap)
{
	return true;
}

#endif
