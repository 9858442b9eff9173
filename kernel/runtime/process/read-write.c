// SPDX-License-Identifier: GPL-2.0
/* System calls on open files. */

#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/syscalls.h>
#include "process-internal.h"

typedef ssize_t (*transfer_t)(struct file *file, char __user *buf, size_t count, loff_t *pos);

static ssize_t transfer_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return vfs_read(file, buf, count, pos);
}

static ssize_t transfer_write(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return vfs_write(file, buf, count, pos);
}

/* At the file's own position, which moves; two threads at once take turns where the position means something. */
static ssize_t transfer_at_pos(struct file *file, char __user *buf, size_t count, transfer_t move)
{
	bool lock = (file->f_mode & FMODE_LSEEK) && file_count(file) > 1 &&
		    S_ISREG(file_inode(file)->i_mode);
	loff_t pos;
	ssize_t ret;

	if (lock)
		mutex_lock(&file->f_pos_lock);
	pos = file->f_pos;
	ret = move(file, buf, count, &pos);
	if (ret >= 0)
		file->f_pos = pos;
	if (lock)
		mutex_unlock(&file->f_pos_lock);
	return ret;
}

static ssize_t transfer_fd(unsigned int fd, char __user *buf, size_t count, transfer_t move)
{
	struct fd f = fdget(fd);
	ssize_t ret;

	if (fd_empty(f))
		return -EBADF;
	ret = transfer_at_pos(fd_file(f), buf, count, move);
	fdput(f);
	return ret;
}

SYSCALL_DEFINE3(read, unsigned int, fd, char __user *, buf, size_t, count)
{
	return transfer_fd(fd, buf, count, transfer_read);
}

SYSCALL_DEFINE3(write, unsigned int, fd, char __user *, buf, size_t, count)
{
	return transfer_fd(fd, buf, count, transfer_write);
}

static ssize_t transfer_vector(unsigned int fd, const struct iovec __user *vec, unsigned long vlen,
			       transfer_t move)
{
	struct fd f = fdget(fd);
	ssize_t done = 0, ret = 0;
	unsigned long i;

	if (fd_empty(f))
		return -EBADF;
	if (vlen > UIO_MAXIOV)
		ret = -EINVAL;
	for (i = 0; i < vlen && !ret; i++) {
		struct iovec iov;

		if (copy_from_user(&iov, vec + i, sizeof(iov))) {
			ret = -EFAULT;
			break;
		}
		if (!iov.iov_len)
			continue;
		ret = transfer_at_pos(fd_file(f), iov.iov_base, iov.iov_len, move);
		if (ret < 0)
			break;
		done += ret;
		/* Less than asked for: there is no more for now. */
		if ((size_t)ret < iov.iov_len)
			break;
		ret = 0;
	}
	fdput(f);
	return done ? done : ret;
}

SYSCALL_DEFINE3(readv, unsigned long, fd, const struct iovec __user *, vec, unsigned long, vlen)
{
	return transfer_vector(fd, vec, vlen, transfer_read);
}

SYSCALL_DEFINE3(writev, unsigned long, fd, const struct iovec __user *, vec, unsigned long, vlen)
{
	return transfer_vector(fd, vec, vlen, transfer_write);
}

static ssize_t transfer_at(unsigned int fd, char __user *buf, size_t count, loff_t pos, fmode_t mode,
			   transfer_t move)
{
	struct fd f = fdget(fd);
	ssize_t ret = -ESPIPE;

	if (fd_empty(f))
		return -EBADF;
	if (pos < 0)
		ret = -EINVAL;
	else if (fd_file(f)->f_mode & mode)
		ret = move(fd_file(f), buf, count, &pos);
	fdput(f);
	return ret;
}

SYSCALL_DEFINE4(pread64, unsigned int, fd, char __user *, buf, size_t, count, loff_t, pos)
{
	return transfer_at(fd, buf, count, pos, FMODE_PREAD, transfer_read);
}

SYSCALL_DEFINE4(pwrite64, unsigned int, fd, const char __user *, buf, size_t, count, loff_t, pos)
{
	return transfer_at(fd, (char __user *)buf, count, pos, FMODE_PWRITE, transfer_write);
}

SYSCALL_DEFINE3(lseek, unsigned int, fd, off_t, offset, unsigned int, whence)
{
	struct fd f = fdget(fd);
	loff_t ret = -EINVAL;

	if (fd_empty(f))
		return -EBADF;
	if (whence <= SEEK_MAX)
		ret = vfs_llseek(fd_file(f), offset, whence);
	fdput(f);
	return ret;
}

SYSCALL_DEFINE2(ftruncate, unsigned int, fd, off_t, length)
{
	struct fd f = fdget(fd);
	int ret = -EINVAL;

	if (fd_empty(f))
		return -EBADF;
	if (fd_file(f)->f_mode & FMODE_WRITE)
		ret = ram_truncate(file_inode(fd_file(f)), length);
	fdput(f);
	return ret;
}

SYSCALL_DEFINE3(ioctl, unsigned int, fd, unsigned int, cmd, unsigned long, arg)
{
	struct fd f = fdget(fd);
	long ret;

	if (fd_empty(f))
		return -EBADF;
	ret = vfs_ioctl(fd_file(f), cmd, arg);
	fdput(f);
	return ret;
}

SYSCALL_DEFINE1(close, unsigned int, fd)
{
	int ret = close_fd(fd);

	/* The number is free already; a repeated call would close somebody else's. */
	if (ret == -ERESTARTSYS || ret == -ERESTARTNOINTR || ret == -ERESTARTNOHAND ||
	    ret == -ERESTART_RESTARTBLOCK)
		ret = -EINTR;
	return ret;
}

SYSCALL_DEFINE1(dup, unsigned int, fildes)
{
	struct file *file = fget(fildes);
	int ret;

	if (!file)
		return -EBADF;
	ret = f_dupfd(0, file, 0);
	fput(file);
	return ret;
}

SYSCALL_DEFINE3(dup3, unsigned int, oldfd, unsigned int, newfd, int, flags)
{
	struct file *file;
	int ret;

	if ((flags & ~O_CLOEXEC) || oldfd == newfd)
		return -EINVAL;
	file = fget(oldfd);
	if (!file)
		return -EBADF;
	ret = replace_fd(newfd, file, flags);
	fput(file);
	return ret;
}

#define SETFL_MASK (O_APPEND | O_NONBLOCK)

static long do_fcntl(unsigned int fd, unsigned int cmd, unsigned long arg, struct file *file)
{
	switch (cmd) {
	case F_DUPFD:
		return f_dupfd(arg, file, 0);
	case F_DUPFD_CLOEXEC:
		return f_dupfd(arg, file, O_CLOEXEC);
	case F_GETFD:
		return get_close_on_exec(fd) ? FD_CLOEXEC : 0;
	case F_SETFD:
		set_close_on_exec(fd, arg & FD_CLOEXEC);
		return 0;
	case F_GETFL:
		return file->f_flags;
	case F_SETFL:
		file->f_flags = (file->f_flags & ~SETFL_MASK) | (arg & SETFL_MASK);
		return 0;
	}
	return -EINVAL;
}

SYSCALL_DEFINE3(fcntl, unsigned int, fd, unsigned int, cmd, unsigned long, arg)
{
	struct file *file = fget(fd);
	long ret;

	if (!file)
		return -EBADF;
	ret = do_fcntl(fd, cmd, arg, file);
	fput(file);
	return ret;
}
