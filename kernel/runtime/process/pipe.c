// SPDX-License-Identifier: GPL-2.0
/* Pipes: one ring of bytes, 64 KiB. */

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/poll.h>
#include <linux/syscalls.h>
#include "process-internal.h"

#define PIPE_SIZE 65536U

struct pipe_inode_info {
	struct mutex mutex;
	wait_queue_head_t rd_wait, wr_wait;
	unsigned int head, tail;	/* bytes written and read, ever (modulo 2^32) */
	unsigned int readers, writers;
	char *buf;
};

static unsigned int pipe_used(const struct pipe_inode_info *pipe)
{
	return READ_ONCE(pipe->head) - READ_ONCE(pipe->tail);
}

static struct pipe_inode_info *file_pipe(struct file *file)
{
	return file_inode(file)->i_pipe;
}

/* Moves up to @count bytes between the ring at @pos and user memory; how many, or -EFAULT. */
static ssize_t pipe_copy(struct pipe_inode_info *pipe, unsigned int pos, char __user *ubuf,
			 size_t count, bool to_user)
{
	size_t done = 0;

	while (done < count) {
		unsigned int at = (pos + done) % PIPE_SIZE;
		size_t n = min_t(size_t, count - done, PIPE_SIZE - at);
		unsigned long left = to_user ? copy_to_user(ubuf + done, pipe->buf + at, n)
					     : copy_from_user(pipe->buf + at, ubuf + done, n);

		if (left)
			return -EFAULT;
		done += n;
	}
	return done;
}

static ssize_t pipe_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	struct pipe_inode_info *pipe = file_pipe(file);
	ssize_t ret;

	if (!count)
		return 0;
	mutex_lock(&pipe->mutex);
	while (!pipe_used(pipe) && pipe->writers) {
		mutex_unlock(&pipe->mutex);
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible(pipe->rd_wait, pipe_used(pipe) || !pipe->writers))
			return -ERESTARTSYS;
		mutex_lock(&pipe->mutex);
	}
	ret = pipe_copy(pipe, pipe->tail, buf, min_t(size_t, count, pipe_used(pipe)), true);
	if (ret > 0)
		pipe->tail += ret;
	mutex_unlock(&pipe->mutex);
	if (ret > 0)
		wake_up_interruptible_poll(&pipe->wr_wait, EPOLLOUT | EPOLLWRNORM);
	return ret;
}

/* Enough room for the next piece: writes up to PIPE_BUF bytes are not torn apart. */
static bool pipe_writable(struct pipe_inode_info *pipe, size_t count)
{
	return !pipe->readers ||
	       PIPE_SIZE - pipe_used(pipe) >= (count <= PIPE_BUF ? count : 1);
}

static ssize_t pipe_write_some(struct pipe_inode_info *pipe, const char __user *buf, size_t count)
{
	ssize_t n;

	if (!pipe->readers)
		return -EPIPE;
	n = pipe_copy(pipe, pipe->head, (char __user *)buf,
		      min_t(size_t, count, PIPE_SIZE - pipe_used(pipe)), false);
	if (n > 0)
		pipe->head += n;
	return n;
}

static ssize_t pipe_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	struct pipe_inode_info *pipe = file_pipe(file);
	size_t done = 0;
	ssize_t ret = 0;

	while (done < count || !count) {
		mutex_lock(&pipe->mutex);
		ret = 0;
		if (pipe_writable(pipe, count - done))
			ret = pipe_write_some(pipe, buf + done, count - done);
		mutex_unlock(&pipe->mutex);
		if (ret < 0 || !count)
			break;
		done += ret;
		if (ret)
			wake_up_interruptible_poll(&pipe->rd_wait, EPOLLIN | EPOLLRDNORM);
		else if (file->f_flags & O_NONBLOCK)
			ret = -EAGAIN;
		else if (wait_event_interruptible(pipe->wr_wait, pipe_writable(pipe, count - done)))
			ret = -ERESTARTSYS;
		if (ret < 0)
			break;
	}
	if (ret == -EPIPE)
		send_sig(SIGPIPE, current, 0);
	return done ? (ssize_t)done : ret;
}

static __poll_t pipe_poll(struct file *file, poll_table *wait)
{
	struct pipe_inode_info *pipe = file_pipe(file);
	__poll_t mask = 0;

	if (file->f_mode & FMODE_READ) {
		poll_wait(file, &pipe->rd_wait, wait);
		if (pipe_used(pipe))
			mask |= EPOLLIN | EPOLLRDNORM;
		if (!pipe->writers)
			mask |= EPOLLHUP;
	}
	if (file->f_mode & FMODE_WRITE) {
		poll_wait(file, &pipe->wr_wait, wait);
		if (PIPE_SIZE - pipe_used(pipe) >= PIPE_BUF)
			mask |= EPOLLOUT | EPOLLWRNORM;
		if (!pipe->readers)
			mask |= EPOLLERR;
	}
	return mask;
}

static int pipe_release(struct inode *inode, struct file *file)
{
	struct pipe_inode_info *pipe = inode->i_pipe;
	bool last;

	mutex_lock(&pipe->mutex);
	if (file->f_mode & FMODE_READ)
		pipe->readers--;
	if (file->f_mode & FMODE_WRITE)
		pipe->writers--;
	last = !pipe->readers && !pipe->writers;
	mutex_unlock(&pipe->mutex);
	wake_up_interruptible_poll(&pipe->rd_wait, EPOLLIN | EPOLLRDNORM | EPOLLHUP);
	wake_up_interruptible_poll(&pipe->wr_wait, EPOLLOUT | EPOLLWRNORM | EPOLLERR);
	if (last) {
		kvfree(pipe->buf);
		kfree(pipe);
		inode->i_pipe = NULL;
	}
	return 0;
}

static const struct file_operations pipefifo_fops = {
	.llseek = no_llseek,
	.read = pipe_read,
	.write = pipe_write,
	.poll = pipe_poll,
	.release = pipe_release,
};

static struct inode *pipe_inode_new(void)
{
	struct pipe_inode_info *pipe = kzalloc(sizeof(*pipe), GFP_KERNEL);
	struct inode *inode = new_inode_in_memory(S_IFIFO | 0600, &pipefifo_fops, NULL);

	mutex_init(&pipe->mutex);
	init_waitqueue_head(&pipe->rd_wait);
	init_waitqueue_head(&pipe->wr_wait);
	pipe->readers = 1;
	pipe->writers = 1;
	pipe->buf = kvzalloc(PIPE_SIZE, GFP_KERNEL);
	inode->i_pipe = pipe;
	return inode;
}

SYSCALL_DEFINE2(pipe2, int __user *, fildes, int, flags)
{
	struct inode *inode;
	struct file *rd, *wr;
	int fds[2];

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	fds[0] = get_unused_fd_flags(flags & O_CLOEXEC);
	if (fds[0] < 0)
		return fds[0];
	fds[1] = get_unused_fd_flags(flags & O_CLOEXEC);
	if (fds[1] < 0 || copy_to_user(fildes, fds, sizeof(fds))) {
		put_unused_fd(fds[0]);
		if (fds[1] < 0)
			return fds[1];
		put_unused_fd(fds[1]);
		return -EFAULT;
	}
	inode = pipe_inode_new();
	ihold(inode);
	rd = inode_getfile(inode, O_RDONLY | (flags & O_NONBLOCK));
	wr = inode_getfile(inode, O_WRONLY | (flags & O_NONBLOCK));
	fd_install(fds[0], rd);
	fd_install(fds[1], wr);
	return 0;
}
