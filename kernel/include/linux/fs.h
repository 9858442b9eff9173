/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/types.h>
#include <linux/kernel.h>
#include <linux/err.h>
#include <linux/bug.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/atomic.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/sched.h>
#include <linux/bitops.h>
#include <linux/module.h>
#include <linux/stat.h>
#include <linux/fcntl.h>
#include <linux/kdev_t.h>
#include <linux/dcache.h>
#include <linux/path.h>
#include <linux/uaccess.h>
#include <linux/ioctl.h>
#include <linux/uio.h>
#include <linux/mm_types.h>
#include <uapi/linux/eventpoll.h>

struct file;
struct inode;
struct cdev;
struct pipe_inode_info;
struct poll_table_struct;
struct dir_context;

#define SEEK_SET	0
#define SEEK_CUR	1
#define SEEK_END	2
#define SEEK_MAX	SEEK_END

#define FMODE_READ	((fmode_t)(1 << 0))
#define FMODE_WRITE	((fmode_t)(1 << 1))
#define FMODE_LSEEK	((fmode_t)(1 << 2))
#define FMODE_PREAD	((fmode_t)(1 << 3))
#define FMODE_PWRITE	((fmode_t)(1 << 4))
#define FMODE_EXEC	((fmode_t)(1 << 5))
#define FMODE_STREAM	((fmode_t)(1 << 6))
#define FMODE_CAN_READ	((fmode_t)(1 << 17))
#define FMODE_CAN_WRITE	((fmode_t)(1 << 18))
#define FMODE_OPENED	((fmode_t)(1 << 19))
#define FMODE_NONOTIFY	((fmode_t)(1 << 26))

/* The most that one read or write moves. */
#define MAX_RW_COUNT	(INT_MAX & PAGE_MASK)

#define OPEN_FMODE(flag)	((fmode_t)(((flag) + 1) & O_ACCMODE))

typedef void *fl_owner_t;

typedef bool (*filldir_t)(struct dir_context *ctx, const char *name, int namelen, loff_t offset,
			  u64 ino, unsigned int type);

struct dir_context {
	filldir_t actor;
	loff_t pos;
};

struct file_operations {
	struct module *owner;
	unsigned int fop_flags;
	loff_t (*llseek)(struct file *, loff_t, int);
	ssize_t (*read)(struct file *, char __user *, size_t, loff_t *);
	ssize_t (*write)(struct file *, const char __user *, size_t, loff_t *);
	int (*iterate_shared)(struct file *, struct dir_context *);
	__poll_t (*poll)(struct file *, struct poll_table_struct *);
	long (*unlocked_ioctl)(struct file *, unsigned int, unsigned long);
	long (*compat_ioctl)(struct file *, unsigned int, unsigned long);
	int (*mmap)(struct file *, struct vm_area_struct *);
	int (*open)(struct inode *, struct file *);
	int (*flush)(struct file *, fl_owner_t id);
	int (*release)(struct inode *, struct file *);
	int (*fsync)(struct file *, loff_t, loff_t, int datasync);
	int (*fasync)(int, struct file *, int);
	void (*show_fdinfo)(void *m, struct file *f);
};

/* i_private was allocated for this inode alone and goes with it. */
#define S_FREE_PRIVATE	0x00010000
/* i_data lies in the initial archive: not to be freed, to be copied before a write. */
#define S_STATIC_DATA	0x00020000

struct inode {
	umode_t i_mode;
	unsigned int i_flags;
	unsigned long i_ino;
	unsigned int i_nlink;
	dev_t i_rdev;
	loff_t i_size;
	atomic_t i_count;
	spinlock_t i_lock;
	const struct file_operations *i_fop;
	union {
		struct cdev *i_cdev;
		struct pipe_inode_info *i_pipe;
		const char *i_link;
	};
	/* Bytes of a regular file. */
	char *i_data;
	size_t i_capacity;
	void *i_private;
};

struct file {
	atomic_long_t f_count;
	spinlock_t f_lock;
	fmode_t f_mode;
	const struct file_operations *f_op;
	void *private_data;
	struct inode *f_inode;
	unsigned int f_flags;
	struct path f_path;
	struct mutex f_pos_lock;
	loff_t f_pos;
	struct list_head f_ep;		/* epoll items that watch this file */
	struct list_head f_delayed;	/* of files whose last reference went in a place that cannot sleep */
};

struct fasync_struct;

static inline struct inode *file_inode(const struct file *f)
{
	return f->f_inode;
}

static inline struct file *get_file(struct file *f)
{
	atomic_long_inc(&f->f_count);
	return f;
}

#define file_count(f)	atomic_long_read(&(f)->f_count)

static inline unsigned int iminor(const struct inode *inode)
{
	return MINOR(inode->i_rdev);
}

static inline unsigned int imajor(const struct inode *inode)
{
	return MAJOR(inode->i_rdev);
}

static inline loff_t i_size_read(const struct inode *inode)
{
	return inode->i_size;
}

loff_t no_llseek(struct file *file, loff_t offset, int whence);
loff_t noop_llseek(struct file *file, loff_t offset, int whence);
loff_t default_llseek(struct file *file, loff_t offset, int whence);
loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size);
loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);
loff_t vfs_llseek(struct file *file, loff_t offset, int whence);
int nonseekable_open(struct inode *inode, struct file *filp);
int stream_open(struct inode *inode, struct file *filp);
int simple_open(struct inode *inode, struct file *file);
ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *ppos, const void *from,
				size_t available);
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *ppos, const void __user *from,
			       size_t count);
long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

struct file *filp_open(const char *name, int flags, umode_t mode);
int filp_close(struct file *file, void *id);
ssize_t vfs_read(struct file *file, char __user *buf, size_t count, loff_t *pos);
ssize_t vfs_write(struct file *file, const char __user *buf, size_t count, loff_t *pos);
long vfs_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

int register_chrdev_region(dev_t first, unsigned int count, const char *name);
int alloc_chrdev_region(dev_t *dev, unsigned int baseminor, unsigned int count, const char *name);
void unregister_chrdev_region(dev_t first, unsigned int count);
int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
		      const char *name, const struct file_operations *fops);
void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
			 const char *name);

static inline int register_chrdev(unsigned int major, const char *name,
				  const struct file_operations *fops)
{
	return __register_chrdev(major, 0, 256, name, fops);
}

static inline void unregister_chrdev(unsigned int major, const char *name)
{
	__unregister_chrdev(major, 0, 256, name);
}

#define fops_get(fops)	(fops)
#define fops_put(fops)	do { } while (0)
#define replace_fops(f, fops) do { (f)->f_op = (fops); } while (0)

#endif
