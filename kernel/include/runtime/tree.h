/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _RUNTIME_TREE_H
#define _RUNTIME_TREE_H

#include <linux/dcache.h>
#include <linux/fs.h>

/*
 * The one tree of names: the initial archive, /dev, /sys and /proc are directories of it, all in memory.
 * Creating something that exists returns what exists. Allocation does not fail.
 */
struct dentry *tree_root(void);
struct dentry *tree_mkdir(struct dentry *parent, const char *name);
struct dentry *tree_create_file(struct dentry *dir, const char *name, umode_t mode,
				const struct file_operations *fops, void *priv);
struct dentry *tree_symlink(struct dentry *dir, const char *name, const char *target);
/* Unlinks a name and everything below it. Open files stay usable as far as their operations allow. */
void tree_remove(struct dentry *dentry);
void tree_remove_name(struct dentry *dir, const char *name);
/* A name outside of the tree, for a file that has none in it. Takes over the caller's reference to @inode. */
struct dentry *tree_loose_dentry(const char *name, struct inode *inode);
struct dentry *tree_find_child(struct dentry *dir, const char *name, size_t len);

#define TREE_NOFOLLOW	1	/* do not follow a link in the last component */
#define TREE_PARENT	2	/* stop at the directory of the last component */

/**
 * tree_lookup - walks a path
 * @base: where a relative path begins
 * @path: the path, in kernel memory
 * @flags: TREE_*
 * @last: with TREE_PARENT: set to the last component (inside @path)
 *
 * Return: a referenced dentry, or ERR_PTR(-ENOENT, -ENOTDIR, -ELOOP, -ENAMETOOLONG).
 */
struct dentry *tree_lookup(struct dentry *base, const char *path, int flags, const char **last);
struct dentry *dget(struct dentry *dentry);
void dput(struct dentry *dentry);
void ihold(struct inode *inode);
void iput(struct inode *inode);
struct inode *new_inode_in_memory(umode_t mode, const struct file_operations *fops, void *priv);

struct dentry *devtmpfs_create_node(const char *name, umode_t mode, dev_t devt);
void devtmpfs_delete_node(struct dentry *node);

#endif
