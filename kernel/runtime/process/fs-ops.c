// SPDX-License-Identifier: GPL-2.0
/* Operations of regular files and directories in memory, and helpers for other file operations. */

#include <linux/fs.h>
#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <runtime/tree.h>
#include "process-internal.h"

#define RAM_FILE_MAX (16UL << 20)

loff_t no_llseek(struct file *file, loff_t offset, int whence)
{
	return -ESPIPE;
}

loff_t noop_llseek(struct file *file, loff_t offset, int whence)
{
	return file->f_pos;
}

static loff_t seek_to(struct file *file, loff_t pos, loff_t max)
{
	if (pos < 0 || pos > max)
		return -EINVAL;
	file->f_pos = pos;
	return pos;
}

loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size)
{
	switch (whence) {
	case SEEK_SET:
		return seek_to(file, offset, size);
	case SEEK_CUR:
		return seek_to(file, file->f_pos + offset, size);
	case SEEK_END:
		return seek_to(file, size + offset, size);
	}
	return -EINVAL;
}

loff_t default_llseek(struct file *file, loff_t offset, int whence)
{
	switch (whence) {
	case SEEK_SET:
		return seek_to(file, offset, LLONG_MAX);
	case SEEK_CUR:
		return seek_to(file, file->f_pos + offset, LLONG_MAX);
	case SEEK_END:
		return seek_to(file, i_size_read(file_inode(file)) + offset, LLONG_MAX);
	}
	return -EINVAL;
}

loff_t generic_file_llseek(struct file *file, loff_t offset, int whence)
{
	return default_llseek(file, offset, whence);
}

loff_t vfs_llseek(struct file *file, loff_t offset, int whence)
{
	if (!(file->f_mode & FMODE_LSEEK) || !file->f_op->llseek)
		return -ESPIPE;
	return file->f_op->llseek(file, offset, whence);
}

int nonseekable_open(struct inode *inode, struct file *filp)
{
	filp->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE);
	return 0;
}

int stream_open(struct inode *inode, struct file *filp)
{
	filp->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE);
	filp->f_mode |= FMODE_STREAM;
	return 0;
}

int simple_open(struct inode *inode, struct file *file)
{
	if (inode->i_private)
		file->private_data = inode->i_private;
	return 0;
}

long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return vfs_ioctl(file, cmd, arg);
}

ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *ppos, const void *from,
				size_t available)
{
	loff_t pos = *ppos;
	size_t left;

	if (pos < 0)
		return -EINVAL;
	if (pos >= available || !count)
		return 0;
	count = min_t(size_t, count, available - pos);
	left = copy_to_user(to, from + pos, count);
	if (left == count)
		return -EFAULT;
	*ppos = pos + count - left;
	return count - left;
}

ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *ppos, const void __user *from,
			       size_t count)
{
	loff_t pos = *ppos;
	size_t left;

	if (pos < 0)
		return -EINVAL;
	if (pos >= available || !count)
		return 0;
	count = min_t(size_t, count, available - pos);
	left = copy_from_user(to + pos, from, count);
	if (left == count)
		return -EFAULT;
	*ppos = pos + count - left;
	return count - left;
}

static ssize_t ram_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	struct inode *inode = file_inode(file);

	return simple_read_from_buffer(buf, count, ppos, inode->i_data, inode->i_size);
}

/* Makes room for @size bytes in memory of its own; what is new reads as zero. */
static int ram_grow(struct inode *inode, size_t size)
{
	size_t capacity = max_t(size_t, inode->i_capacity, 256);
	char *data;

	if (size <= inode->i_capacity && !(inode->i_flags & S_STATIC_DATA))
		return 0;
	if (size > RAM_FILE_MAX)
		return -EFBIG;
	while (capacity < size)
		capacity *= 2;
	data = kvzalloc(capacity, GFP_KERNEL);
	if (!data)
		return -ENOSPC;
	memcpy(data, inode->i_data, inode->i_size);
	if (!(inode->i_flags & S_STATIC_DATA))
		kvfree(inode->i_data);
	inode->i_flags &= ~S_STATIC_DATA;
	inode->i_data = data;
	inode->i_capacity = capacity;
	return 0;
}

static ssize_t ram_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	struct inode *inode = file_inode(file);
	loff_t pos = file->f_flags & O_APPEND ? inode->i_size : *ppos;
	int ret;

	if (pos < 0 || pos > RAM_FILE_MAX || count > RAM_FILE_MAX)
		return -EFBIG;
	ret = ram_grow(inode, max_t(size_t, pos + count, inode->i_size));
	if (ret)
		return ret;
	if (copy_from_user(inode->i_data + pos, buf, count))
		return -EFAULT;
	*ppos = pos + count;
	inode->i_size = max_t(loff_t, inode->i_size, *ppos);
	return count;
}

int ram_truncate(struct inode *inode, loff_t size)
{
	int ret;

	if (inode->i_fop != &ram_fops)
		return -EINVAL;
	if (size < 0 || size > RAM_FILE_MAX)
		return -EFBIG;
	ret = ram_grow(inode, max_t(size_t, size, inode->i_size));
	if (ret)
		return ret;
	if (size < inode->i_size)
		memset(inode->i_data + size, 0, inode->i_size - size);
	inode->i_size = size;
	return 0;
}

const struct file_operations ram_fops = {
	.read = ram_read,
	.write = ram_write,
	.llseek = generic_file_llseek,
};

static unsigned int dirent_type(umode_t mode)
{
	return (mode & S_IFMT) >> 12;
}

/* Positions 0 and 1 are "." and "..", then the entries in the order they were created. */
static int dir_iterate(struct file *file, struct dir_context *ctx)
{
	struct dentry *dir = file->f_path.dentry;
	struct dentry *child;
	loff_t at = 2;
	int ret = 0;

	tree_read_lock();
	if (ctx->pos == 0) {
		if (!ctx->actor(ctx, ".", 1, 0, dir->d_inode->i_ino, 4))
			goto out;
		ctx->pos = 1;
	}
	if (ctx->pos == 1) {
		if (!ctx->actor(ctx, "..", 2, 1, dir->d_parent->d_inode->i_ino, 4))
			goto out;
		ctx->pos = 2;
	}
	list_for_each_entry(child, &dir->d_subdirs, d_child) {
		if (at++ < ctx->pos)
			continue;
		if (!ctx->actor(ctx, child->d_name.name, child->d_name.len, at,
				child->d_inode->i_ino, dirent_type(child->d_inode->i_mode)))
			break;
		ctx->pos = at;
	}
out:
	tree_read_unlock();
	return ret;
}

static ssize_t dir_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	return -EISDIR;
}

const struct file_operations dir_fops = {
	.read = dir_read,
	.iterate_shared = dir_iterate,
	.llseek = default_llseek,
};
