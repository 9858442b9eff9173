/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_DCACHE_H
#define _LINUX_DCACHE_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/atomic.h>

struct inode;

#define DNAME_MAX 64

struct qstr {
	unsigned int len;
	const char *name;
};

/* One name in the single tree of names this kernel has. */
struct dentry {
	atomic_t d_count;		/* 1 while it is linked, and 1 per open file */
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	struct list_head d_child;	/* in d_parent->d_subdirs */
	struct list_head d_subdirs;
	char d_iname[DNAME_MAX];
};

static inline struct inode *d_inode(const struct dentry *dentry)
{
	return dentry->d_inode;
}

#endif
