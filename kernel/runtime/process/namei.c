// SPDX-License-Identifier: GPL-2.0
/* Paths: opening, creating and removing what has a name. */

#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/syscalls.h>
#include "process-internal.h"

char *getname(const char __user *filename)
{
	char *name = kmalloc(PATH_MAX, GFP_KERNEL);
	long len = strncpy_from_user(name, filename, PATH_MAX);

	if (len >= 0 && len < PATH_MAX)
		return name;
	kfree(name);
	return ERR_PTR(len < 0 ? len : -ENAMETOOLONG);
}

struct dentry *user_lookup(int dfd, const char *name, int flags, const char **last)
{
	struct dentry *base = tree_root(), *dentry;
	struct fd f;

	if (dfd == AT_FDCWD || *name == '/')
		return tree_lookup(base, name, flags, last);
	f = fdget(dfd);
	if (fd_empty(f))
		return ERR_PTR(-EBADF);
	base = fd_file(f)->f_path.dentry;
	dentry = base ? tree_lookup(base, name, flags, last) : ERR_PTR(-ENOTDIR);
	fdput(f);
	return dentry;
}

/* Makes what the last component of @name names: a file, or with S_IFDIR a directory. A new reference, or ERR_PTR. */
static struct dentry *create_at(int dfd, const char *name, umode_t mode, bool exclusive)
{
	const char *last = NULL;
	struct dentry *dir = user_lookup(dfd, name, TREE_PARENT, &last), *dentry;
	char *component;
	bool exists;

	if (IS_ERR(dir))
		return dir;
	component = last ? kstrndup(last, strcspn(last, "/"), GFP_KERNEL) : NULL;
	dentry = ERR_PTR(-EEXIST);
	if (!component)
		goto out;
	dentry = ERR_PTR(-ENAMETOOLONG);
	if (strlen(component) >= DNAME_MAX)
		goto out;
	dentry = ERR_PTR(-ENOENT);
	if (!dir->d_inode->i_nlink)
		goto out;
	tree_read_lock();
	exists = tree_find_child(dir, component, strlen(component));
	tree_read_unlock();
	if (exists && exclusive)
		dentry = ERR_PTR(-EEXIST);
	else if (S_ISDIR(mode))
		dentry = dget(tree_mkdir(dir, component));
	else
		dentry = dget(tree_create_file(dir, component, mode & 0777, &ram_fops, NULL));
out:
	kfree(component);
	dput(dir);
	return dentry;
}

static int may_open(struct dentry *dentry, int flags)
{
	umode_t mode = dentry->d_inode->i_mode;

	if (S_ISDIR(mode) && ((flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT)))
		return -EISDIR;
	if (!S_ISDIR(mode) && (flags & O_DIRECTORY))
		return -ENOTDIR;
	return 0;
}

static struct file *do_open(int dfd, const char *name, int flags, umode_t mode)
{
	int lookup = flags & O_NOFOLLOW ? TREE_NOFOLLOW : 0;
	struct dentry *dentry = user_lookup(dfd, name, lookup, NULL);
	int err;

	if (dentry == ERR_PTR(-ENOENT) && (flags & O_CREAT))
		dentry = create_at(dfd, name, mode, false);
	else if (!IS_ERR(dentry) && (flags & O_CREAT) && (flags & O_EXCL)) {
		dput(dentry);
		return ERR_PTR(-EEXIST);
	}
	if (IS_ERR(dentry))
		return ERR_CAST(dentry);
	err = may_open(dentry, flags);
	if (!err && (flags & O_TRUNC) && S_ISREG(dentry->d_inode->i_mode) &&
	    dentry->d_inode->i_fop == &ram_fops)
		err = ram_truncate(dentry->d_inode, 0);
	if (err) {
		dput(dentry);
		return ERR_PTR(err);
	}
	return dentry_open(dentry, flags);
}

struct file *filp_open(const char *name, int flags, umode_t mode)
{
	return do_open(AT_FDCWD, name, flags, mode);
}

SYSCALL_DEFINE4(openat, int, dfd, const char __user *, filename, int, flags, umode_t, mode)
{
	char *name = getname(filename);
	struct file *file;
	int fd;

	if (IS_ERR(name))
		return PTR_ERR(name);
	fd = get_unused_fd_flags(flags);
	if (fd >= 0) {
		file = do_open(dfd, name, flags, mode);
		if (IS_ERR(file)) {
			put_unused_fd(fd);
			fd = PTR_ERR(file);
		} else {
			fd_install(fd, file);
		}
	}
	kfree(name);
	return fd;
}

SYSCALL_DEFINE3(mkdirat, int, dfd, const char __user *, pathname, umode_t, mode)
{
	char *name = getname(pathname);
	struct dentry *dentry;

	if (IS_ERR(name))
		return PTR_ERR(name);
	dentry = create_at(dfd, name, S_IFDIR | mode, true);
	kfree(name);
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	dput(dentry);
	return 0;
}

static int unlink_at(int dfd, const char *name, int flags)
{
	struct dentry *dentry = user_lookup(dfd, name, TREE_NOFOLLOW, NULL);
	bool is_dir;
	int err = 0;

	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	is_dir = S_ISDIR(dentry->d_inode->i_mode);
	if (is_dir != !!(flags & AT_REMOVEDIR))
		err = is_dir ? -EISDIR : -ENOTDIR;
	else if (dentry == tree_root())
		err = -EBUSY;
	else if (!list_empty(&dentry->d_subdirs))
		err = -ENOTEMPTY;
	else if (!is_dir && dentry->d_inode->i_fop != &ram_fops && dentry->d_inode->i_fop)
		err = -EPERM;
	else
		tree_remove(dentry);
	dput(dentry);
	return err;
}

SYSCALL_DEFINE3(unlinkat, int, dfd, const char __user *, pathname, int, flag)
{
	char *name = getname(pathname);
	int err;

	if (IS_ERR(name))
		return PTR_ERR(name);
	err = unlink_at(dfd, name, flag);
	kfree(name);
	return err;
}

static void fill_stat(struct inode *inode, struct stat *st)
{
	memset(st, 0, sizeof(*st));
	st->st_ino = inode->i_ino;
	st->st_mode = inode->i_mode;
	st->st_nlink = inode->i_nlink;
	st->st_rdev = new_encode_dev(inode->i_rdev);
	st->st_size = inode->i_size;
	st->st_blksize = PAGE_SIZE;
	st->st_blocks = DIV_ROUND_UP(inode->i_size, 512);
}

SYSCALL_DEFINE2(fstat, unsigned int, fd, struct stat __user *, statbuf)
{
	struct fd f = fdget(fd);
	struct stat st;

	if (fd_empty(f))
		return -EBADF;
	fill_stat(file_inode(fd_file(f)), &st);
	fdput(f);
	return copy_to_user(statbuf, &st, sizeof(st)) ? -EFAULT : 0;
}

SYSCALL_DEFINE4(newfstatat, int, dfd, const char __user *, filename, struct stat __user *, statbuf,
		int, flag)
{
	char *name = getname(filename);
	struct dentry *dentry;
	struct stat st;

	if (IS_ERR(name))
		return PTR_ERR(name);
	if (!*name && (flag & AT_EMPTY_PATH)) {
		struct fd f = fdget(dfd);

		kfree(name);
		if (fd_empty(f))
			return -EBADF;
		fill_stat(file_inode(fd_file(f)), &st);
		fdput(f);
		return copy_to_user(statbuf, &st, sizeof(st)) ? -EFAULT : 0;
	}
	dentry = user_lookup(dfd, name, flag & AT_SYMLINK_NOFOLLOW ? TREE_NOFOLLOW : 0, NULL);
	kfree(name);
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	fill_stat(dentry->d_inode, &st);
	dput(dentry);
	return copy_to_user(statbuf, &st, sizeof(st)) ? -EFAULT : 0;
}

SYSCALL_DEFINE3(faccessat, int, dfd, const char __user *, filename, int, mode)
{
	char *name = getname(filename);
	struct dentry *dentry;

	if (IS_ERR(name))
		return PTR_ERR(name);
	dentry = user_lookup(dfd, name, 0, NULL);
	kfree(name);
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	dput(dentry);
	return 0;
}

SYSCALL_DEFINE4(readlinkat, int, dfd, const char __user *, pathname, char __user *, buf, int, bufsiz)
{
	char *name = getname(pathname);
	struct dentry *dentry;
	long ret = -EINVAL;

	if (IS_ERR(name))
		return PTR_ERR(name);
	dentry = user_lookup(dfd, name, TREE_NOFOLLOW, NULL);
	kfree(name);
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	if (bufsiz > 0 && S_ISLNK(dentry->d_inode->i_mode)) {
		ret = min_t(long, bufsiz, strlen(dentry->d_inode->i_link));
		if (copy_to_user(buf, dentry->d_inode->i_link, ret))
			ret = -EFAULT;
	}
	dput(dentry);
	return ret;
}

/* The working directory is always the root. */
SYSCALL_DEFINE2(getcwd, char __user *, buf, unsigned long, size)
{
	if (size < 2)
		return -ERANGE;
	return copy_to_user(buf, "/", 2) ? -EFAULT : 2;
}

SYSCALL_DEFINE1(chdir, const char __user *, filename)
{
	char *name = getname(filename);
	struct dentry *dentry;
	int err = 0;

	if (IS_ERR(name))
		return PTR_ERR(name);
	dentry = user_lookup(AT_FDCWD, name, 0, NULL);
	kfree(name);
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	if (dentry != tree_root())
		err = S_ISDIR(dentry->d_inode->i_mode) ? -ENOSYS : -ENOTDIR;
	dput(dentry);
	return err;
}

struct linux_dirent64 {
	u64 d_ino;
	s64 d_off;
	unsigned short d_reclen;
	unsigned char d_type;
	char d_name[];
};

struct getdents_callback {
	struct dir_context ctx;
	char __user *at;
	size_t left;
	int error;
};

static bool filldir64(struct dir_context *ctx, const char *name, int namlen, loff_t offset, u64 ino,
		      unsigned int type)
{
	struct getdents_callback *buf = container_of(ctx, struct getdents_callback, ctx);
	size_t reclen = ALIGN(offsetof(struct linux_dirent64, d_name) + namlen + 1, 8);
	struct linux_dirent64 *entry;

	buf->error = -EINVAL;	/* if not even one fits */
	if (reclen > buf->left)
		return false;
	entry = kzalloc(reclen, GFP_KERNEL);
	entry->d_ino = ino;
	entry->d_off = offset;
	entry->d_reclen = reclen;
	entry->d_type = type;
	memcpy(entry->d_name, name, namlen);
	buf->error = copy_to_user(buf->at, entry, reclen) ? -EFAULT : 0;
	kfree(entry);
	if (buf->error)
		return false;
	buf->at += reclen;
	buf->left -= reclen;
	return true;
}

SYSCALL_DEFINE3(getdents64, unsigned int, fd, struct linux_dirent64 __user *, dirent,
		unsigned int, count)
{
	struct getdents_callback buf = {
		.ctx.actor = filldir64,
		.at = (char __user *)dirent,
		.left = count,
	};
	struct fd f = fdget(fd);
	int error;

	if (fd_empty(f))
		return -EBADF;
	error = -ENOTDIR;
	if (fd_file(f)->f_op->iterate_shared) {
		buf.ctx.pos = fd_file(f)->f_pos;
		error = fd_file(f)->f_op->iterate_shared(fd_file(f), &buf.ctx);
		fd_file(f)->f_pos = buf.ctx.pos;
	}
	fdput(f);
	if (error)
		return error;
	return count - buf.left ? (long)(count - buf.left) : buf.error;
}
