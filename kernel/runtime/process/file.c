// SPDX-License-Identifier: GPL-2.0
/* Open files: creation, references, and the last close. */

#include <linux/eventpoll.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/anon_inodes.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/task_work.h>
#include <linux/workqueue.h>
#include <runtime/tree.h>
#include "process-internal.h"

static struct inode *anon_inode;

static struct file *alloc_file(int flags, const struct file_operations *fops)
{
	struct file *file = kzalloc(sizeof(*file), GFP_KERNEL);

	if (!file)
		return ERR_PTR(-ENOMEM);
	atomic_long_set(&file->f_count, 1);
	spin_lock_init(&file->f_lock);
	mutex_init(&file->f_pos_lock);
	INIT_LIST_HEAD(&file->f_ep);
	file->f_flags = flags & ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC);
	file->f_mode = OPEN_FMODE(flags) | FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE | FMODE_OPENED;
	file->f_op = fops;
	return file;
}

static void set_can_flags(struct file *file)
{
	if ((file->f_mode & FMODE_READ) && file->f_op->read)
		file->f_mode |= FMODE_CAN_READ;
	if ((file->f_mode & FMODE_WRITE) && file->f_op->write)
		file->f_mode |= FMODE_CAN_WRITE;
	if (!file->f_op->llseek)
		file->f_mode &= ~FMODE_LSEEK;
}

struct file *anon_inode_getfile(const char *name, const struct file_operations *fops, void *priv,
				int flags)
{
	struct file *file;

	if (!anon_inode)
		anon_inode = new_inode_in_memory(0600, NULL, NULL);
	file = alloc_file(flags & (O_ACCMODE | O_NONBLOCK), fops);
	if (IS_ERR(file))
		return file;
	ihold(anon_inode);
	ihold(anon_inode);
	file->f_inode = anon_inode;
	file->f_path.dentry = tree_loose_dentry(name, anon_inode);
	file->private_data = priv;
	set_can_flags(file);
	return file;
}

int anon_inode_getfd(const char *name, const struct file_operations *fops, void *priv, int flags)
{
	struct file *file;
	int fd = get_unused_fd_flags(flags);

	if (fd < 0)
		return fd;
	file = anon_inode_getfile(name, fops, priv, flags);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	fd_install(fd, file);
	return fd;
}

/* A file of an inode that has no name (pipes). Takes over the caller's reference to @inode. */
struct file *inode_getfile(struct inode *inode, int flags)
{
	struct file *file = alloc_file(flags, inode->i_fop);

	if (IS_ERR(file))
		return file;
	ihold(inode);
	file->f_inode = inode;
	file->f_path.dentry = tree_loose_dentry("pipe:", inode);
	set_can_flags(file);
	return file;
}

/* Opens what @dentry names; takes over the caller's reference to it. */
struct file *dentry_open(struct dentry *dentry, int flags)
{
	struct inode *inode = dentry->d_inode;
	struct file *file;
	int err = 0;

	if (S_ISLNK(inode->i_mode) || !inode->i_fop) {
		dput(dentry);
		return ERR_PTR(-ELOOP);
	}
	file = alloc_file(flags, inode->i_fop);
	if (IS_ERR(file)) {
		dput(dentry);
		return file;
	}
	file->f_path.dentry = dentry;
	ihold(inode);
	file->f_inode = inode;
	if (file->f_op->open)
		err = file->f_op->open(inode, file);
	if (err) {
		file->f_mode &= ~FMODE_OPENED;
		fput(file);
		return ERR_PTR(err);
	}
	set_can_flags(file);
	return file;
}

static void __fput(struct file *file)
{
	eventpoll_release_file(file);
	if (file->f_op->release && (file->f_mode & FMODE_OPENED))
		file->f_op->release(file->f_inode, file);
	iput(file->f_inode);
	dput(file->f_path.dentry);
	kfree(file);
}

/*
 * The last reference is not dropped on the spot: the caller may hold locks that release wants. A user task drops it on its
 * way back to user mode, anybody else leaves it to a work item.
 */
static LIST_HEAD(delayed_fput_list);
static DEFINE_SPINLOCK(delayed_fput_lock);

static void delayed_fput(struct work_struct *unused)
{
	unsigned long flags;

	for (;;) {
		struct file *file;

		spin_lock_irqsave(&delayed_fput_lock, flags);
		file = list_first_entry_or_null(&delayed_fput_list, struct file, f_delayed);
		if (file)
			list_del_init(&file->f_delayed);
		spin_unlock_irqrestore(&delayed_fput_lock, flags);
		if (!file)
			return;
		__fput(file);
	}
}
static DECLARE_WORK(delayed_fput_work, delayed_fput);

void flush_delayed_fput(void)
{
	delayed_fput(NULL);
}

static void fput_by_work(struct file *file)
{
	unsigned long flags;

	spin_lock_irqsave(&delayed_fput_lock, flags);
	list_add_tail(&file->f_delayed, &delayed_fput_list);
	spin_unlock_irqrestore(&delayed_fput_lock, flags);
	schedule_work(&delayed_fput_work);
}

struct fput_work {
	struct callback_head work;
	struct file *file;
};

static void fput_task_work(struct callback_head *work)
{
	struct fput_work *fw = container_of(work, struct fput_work, work);

	__fput(fw->file);
	kfree(fw);
}

void fput(struct file *file)
{
	struct fput_work *fw;

	if (!atomic_long_dec_and_test(&file->f_count))
		return;
	if (in_interrupt() || (current->flags & PF_KTHREAD)) {
		fput_by_work(file);
		return;
	}
	fw = kmalloc(sizeof(*fw), GFP_ATOMIC);
	fw->file = file;
	fw->work.func = fput_task_work;
	if (task_work_add(current, &fw->work, TWA_RESUME)) {
		kfree(fw);
		fput_by_work(file);
	}
}

/* For close(2): release has run when it returns. */
void fput_close_sync(struct file *file)
{
	if (atomic_long_dec_and_test(&file->f_count))
		__fput(file);
}

int filp_flush(struct file *file, void *id)
{
	return file->f_op->flush ? file->f_op->flush(file, id) : 0;
}

int filp_close(struct file *file, void *id)
{
	int ret = filp_flush(file, id);

	fput(file);
	return ret;
}

long vfs_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	long ret;

	if (!file->f_op->unlocked_ioctl)
		return -ENOTTY;
	ret = file->f_op->unlocked_ioctl(file, cmd, arg);
	return ret == -ENOIOCTLCMD ? -ENOTTY : ret;
}

ssize_t vfs_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	if (!(file->f_mode & FMODE_READ))
		return -EBADF;
	if (!(file->f_mode & FMODE_CAN_READ))
		return -EINVAL;
	if (!access_ok(buf, count))
		return -EFAULT;
	return file->f_op->read(file, buf, min_t(size_t, count, MAX_RW_COUNT), pos);
}

ssize_t vfs_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	if (!(file->f_mode & FMODE_CAN_WRITE))
		return -EINVAL;
	if (!access_ok(buf, count))
		return -EFAULT;
	return file->f_op->write(file, buf, min_t(size_t, count, MAX_RW_COUNT), pos);
}
