/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_ANON_INODES_H
#define _LINUX_ANON_INODES_H

#include <linux/types.h>

struct file_operations;
struct file;

/* A file without a name in any directory; @flags as in open(2). ERR_PTR on failure. */
struct file *anon_inode_getfile(const char *name, const struct file_operations *fops, void *priv,
				int flags);
/* The same with a file descriptor of the current process, already installed. */
int anon_inode_getfd(const char *name, const struct file_operations *fops, void *priv, int flags);

#endif
