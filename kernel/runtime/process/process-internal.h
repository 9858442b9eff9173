/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _RUNTIME_PROCESS_INTERNAL_H
#define _RUNTIME_PROCESS_INTERNAL_H

#include <linux/fs.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/mm.h>
#include <linux/process_hooks.h>
#include <linux/time64.h>
#include <asm/ptrace.h>
#include <runtime/tree.h>

/* tree.c, fs-ops.c */
extern const struct file_operations dir_fops;
extern const struct file_operations ram_fops;
extern const struct file_operations def_chr_fops;
void tree_read_lock(void);
void tree_read_unlock(void);
int ram_truncate(struct inode *inode, loff_t size);

/* file.c */
struct file *dentry_open(struct dentry *dentry, int flags);
struct file *inode_getfile(struct inode *inode, int flags);
void fput_close_sync(struct file *file);
void flush_delayed_fput(void);
int filp_flush(struct file *file, void *id);

/* fd-table.c */
int replace_fd(unsigned int newfd, struct file *file, unsigned int flags);
bool get_close_on_exec(unsigned int fd);
void set_close_on_exec(unsigned int fd, bool on);

/* namei.c */
/* The caller's path as kernel memory to be freed, or ERR_PTR. */
char *getname(const char __user *filename);
struct dentry *user_lookup(int dfd, const char *name, int flags, const char **last);

/* core */
void switch_mm(struct mm_struct *prev, struct mm_struct *next, struct task_struct *tsk);
void console_write_user(const char *s, size_t count);
int uart_getc(void);
void uart_enable_rx_irq(void);
extern unsigned int uart_irq;

/* mm.c, mmap.c */
struct mm_struct *mm_dup(struct mm_struct *oldmm);
int exec_mmap(struct mm_struct *mm);
void exit_mm(struct task_struct *tsk);
struct vm_area_struct *vm_area_new(struct mm_struct *mm, unsigned long start, unsigned long end,
				   unsigned long flags);
struct vm_area_struct *split_vma(struct vm_area_struct *vma, unsigned long addr);
unsigned long next_mapped(unsigned long addr, const pte_t *pte);
void insert_vma(struct mm_struct *mm, struct vm_area_struct *vma);
int vma_populate(struct vm_area_struct *vma, unsigned long start, unsigned long end);
void unmap_range(struct vm_area_struct *vma, unsigned long start, unsigned long end);
/* Kernel address of the byte at user address @addr of @mm, for at most the rest of its page; NULL if not mapped. */
void *user_page_address(struct mm_struct *mm, unsigned long addr);
int mm_write(struct mm_struct *mm, unsigned long addr, const void *from, size_t len);
int handle_user_page_fault(unsigned long addr, unsigned long cause);

/* initramfs.c, mem-devices.c */
bool initramfs_present(void);
void deterministic_random(void *to, size_t count);

/* exec.c */
int do_execve_file(const char *path, const char *const *argv, const char *const *envp, bool user);

/* signal.c */
struct signal_struct *alloc_signal_struct(void);
void put_signal_struct(struct signal_struct *sig);
struct sighand_struct *alloc_sighand_struct(struct sighand_struct *orig);
void put_sighand_struct(struct sighand_struct *sighand);
void exit_signals(struct task_struct *tsk);
void flush_signal_handlers(struct task_struct *t);
bool get_signal(int *sig, kernel_siginfo_t *info, struct k_sigaction *ka);
void signal_setup_done(int sig, const struct k_sigaction *ka);
void do_notify_parent(struct task_struct *tsk, int sig, bool *autoreap);
void set_user_sigmask(const sigset_t *mask);
void restore_saved_sigmask(void);
int kill_session(int sig, int session);

long do_no_restart_syscall(struct restart_block *restart);

/* signal-frame.c */
void arch_do_signal_or_restart(struct pt_regs *regs);

/* futex.c */
int futex_wake_user(u32 __user *uaddr, int count);

/* select.c */
ktime_t timespec_deadline(const struct __kernel_timespec *ts);

#endif
