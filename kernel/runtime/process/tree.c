// SPDX-License-Identifier: GPL-2.0
/* The tree of names. Names change under tree_lock; walking takes it for reading. */

#include <linux/cdev.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <runtime/tree.h>
#include "process-internal.h"

#define TREE_MAX_LINKS 8

static DECLARE_RWSEM(tree_lock);
static struct dentry *root_dentry;
static unsigned long next_ino = 1;

struct inode *new_inode_in_memory(umode_t mode, const struct file_operations *fops, void *priv)
{
	struct inode *inode = kzalloc(sizeof(*inode), GFP_KERNEL);

	inode->i_mode = mode;
	inode->i_ino = next_ino++;
	inode->i_nlink = 1;
	inode->i_fop = fops;
	inode->i_private = priv;
	atomic_set(&inode->i_count, 1);
	spin_lock_init(&inode->i_lock);
	return inode;
}

void ihold(struct inode *inode)
{
	atomic_inc(&inode->i_count);
}

void iput(struct inode *inode)
{
	if (!inode || !atomic_dec_and_test(&inode->i_count))
		return;
	if (inode->i_data && !(inode->i_flags & S_STATIC_DATA))
		kfree(inode->i_data);
	if (inode->i_flags & S_FREE_PRIVATE)
		kfree(inode->i_private);
	if (S_ISLNK(inode->i_mode))
		kfree(inode->i_link);
	kfree(inode);
}

struct dentry *dget(struct dentry *dentry)
{
	if (dentry)
		atomic_inc(&dentry->d_count);
	return dentry;
}

void dput(struct dentry *dentry)
{
	if (!dentry || !atomic_dec_and_test(&dentry->d_count))
		return;
	iput(dentry->d_inode);
	kfree(dentry);
}

static struct dentry *new_dentry(struct dentry *parent, const char *name, size_t len,
				 struct inode *inode)
{
	struct dentry *dentry = kzalloc(sizeof(*dentry), GFP_KERNEL);

	len = min_t(size_t, len, DNAME_MAX - 1);
	memcpy(dentry->d_iname, name, len);
	dentry->d_name.name = dentry->d_iname;
	dentry->d_name.len = len;
	dentry->d_inode = inode;
	dentry->d_parent = parent ? parent : dentry;
	atomic_set(&dentry->d_count, 1);
	INIT_LIST_HEAD(&dentry->d_subdirs);
	INIT_LIST_HEAD(&dentry->d_child);
	if (parent)
		list_add_tail(&dentry->d_child, &parent->d_subdirs);
	return dentry;
}

struct dentry *tree_loose_dentry(const char *name, struct inode *inode)
{
	return new_dentry(NULL, name, strlen(name), inode);
}

struct dentry *tree_root(void)
{
	if (!root_dentry)
		root_dentry = new_dentry(NULL, "/", 1, new_inode_in_memory(S_IFDIR | 0755,
									   &dir_fops, NULL));
	return root_dentry;
}

struct dentry *tree_find_child(struct dentry *dir, const char *name, size_t len)
{
	struct dentry *child;

	list_for_each_entry(child, &dir->d_subdirs, d_child)
		if (child->d_name.len == len && !memcmp(child->d_name.name, name, len))
			return child;
	return NULL;
}

static struct dentry *tree_add(struct dentry *dir, const char *name, umode_t mode,
			       const struct file_operations *fops, void *priv)
{
	size_t len = strlen(name);
	struct dentry *dentry;

	down_write(&tree_lock);
	dentry = tree_find_child(dir, name, len);
	if (!dentry)
		dentry = new_dentry(dir, name, len, new_inode_in_memory(mode, fops, priv));
	up_write(&tree_lock);
	return dentry;
}

struct dentry *tree_mkdir(struct dentry *parent, const char *name)
{
	return tree_add(parent, name, S_IFDIR | 0755, &dir_fops, NULL);
}

struct dentry *tree_create_file(struct dentry *dir, const char *name, umode_t mode,
				const struct file_operations *fops, void *priv)
{
	return tree_add(dir, name, S_IFREG | mode, fops, priv);
}

struct dentry *tree_symlink(struct dentry *dir, const char *name, const char *target)
{
	struct dentry *dentry = tree_add(dir, name, S_IFLNK | 0777, NULL, NULL);

	if (S_ISLNK(dentry->d_inode->i_mode) && !dentry->d_inode->i_link) {
		dentry->d_inode->i_link = kstrdup(target, GFP_KERNEL);
		dentry->d_inode->i_size = strlen(target);
	}
	return dentry;
}

/* Caller holds tree_lock for writing. */
static void unlink_locked(struct dentry *dentry)
{
	while (!list_empty(&dentry->d_subdirs))
		unlink_locked(list_first_entry(&dentry->d_subdirs, struct dentry, d_child));
	list_del_init(&dentry->d_child);
	/* An open directory may outlive the one it was in. */
	dentry->d_parent = dentry;
	dentry->d_inode->i_nlink = 0;
	dput(dentry);
}

void tree_remove(struct dentry *dentry)
{
	down_write(&tree_lock);
	unlink_locked(dentry);
	up_write(&tree_lock);
}

void tree_remove_name(struct dentry *dir, const char *name)
{
	struct dentry *dentry;

	if (!dir)
		return;
	down_write(&tree_lock);
	dentry = tree_find_child(dir, name, strlen(name));
	if (dentry)
		unlink_locked(dentry);
	up_write(&tree_lock);
}

static struct dentry *walk(struct dentry *at, const char *path, int flags, const char **last,
			   int links);

/* What a component leads to: the dentry itself, or what its link leads to. */
static struct dentry *step_into(struct dentry *dir, struct dentry *found, bool follow, int links)
{
	if (!S_ISLNK(found->d_inode->i_mode) || !follow)
		return found;
	if (links >= TREE_MAX_LINKS)
		return ERR_PTR(-ELOOP);
	return walk(dir, found->d_inode->i_link, 0, NULL, links + 1);
}

static struct dentry *walk_component(struct dentry *dir, const char *name, size_t len, bool follow,
				     int links)
{
	struct dentry *found;

	if (!S_ISDIR(dir->d_inode->i_mode))
		return ERR_PTR(-ENOTDIR);
	if (len >= DNAME_MAX)
		return ERR_PTR(-ENAMETOOLONG);
	if (len == 1 && name[0] == '.')
		return dir;
	if (len == 2 && name[0] == '.' && name[1] == '.')
		return dir->d_parent;
	found = tree_find_child(dir, name, len);
	return found ? step_into(dir, found, follow, links) : ERR_PTR(-ENOENT);
}

/* Caller holds tree_lock. The result has no reference of its own. */
static struct dentry *walk(struct dentry *at, const char *path, int flags, const char **last,
			   int links)
{
	if (*path == '/')
		at = tree_root();
	for (;;) {
		const char *end;
		bool final;

		while (*path == '/')
			path++;
		if (!*path)
			return at;
		end = strchrnul(path, '/');
		final = !end[strspn(end, "/")];
		if (final && (flags & TREE_PARENT)) {
			if (last)
				*last = path;
			return S_ISDIR(at->d_inode->i_mode) ? at : ERR_PTR(-ENOTDIR);
		}
		at = walk_component(at, path, end - path, !final || !(flags & TREE_NOFOLLOW), links);
		if (IS_ERR(at))
			return at;
		path = end;
	}
}

struct dentry *tree_lookup(struct dentry *base, const char *path, int flags, const char **last)
{
	struct dentry *dentry;

	if (last)
		*last = NULL;
	if (!*path)
		return ERR_PTR(-ENOENT);
	down_read(&tree_lock);
	dentry = walk(base, path, flags, last, 0);
	if (!IS_ERR(dentry))
		dget(dentry);
	up_read(&tree_lock);
	return dentry;
}

void tree_read_lock(void)
{
	down_read(&tree_lock);
}

void tree_read_unlock(void)
{
	up_read(&tree_lock);
}

/* A name with slashes ("vfio/vfio") makes directories below /dev. */
struct dentry *devtmpfs_create_node(const char *name, umode_t mode, dev_t devt)
{
	struct dentry *dir = tree_mkdir(tree_root(), "dev");
	struct dentry *node;
	const char *slash;

	while ((slash = strchr(name, '/'))) {
		char *part = kstrndup(name, slash - name, GFP_KERNEL);

		dir = tree_mkdir(dir, part);
		kfree(part);
		name = slash + 1;
	}
	node = tree_add(dir, name, S_IFCHR | mode, &def_chr_fops, NULL);
	node->d_inode->i_rdev = devt;
	return node;
}

void devtmpfs_delete_node(struct dentry *node)
{
	tree_remove(node);
}
