// SPDX-License-Identifier: GPL-2.0
/* Kernel threads. They are all children of kthreadd, which makes them on request. */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

enum KTHREAD_BITS {
	KTHREAD_IS_PER_CPU = 0,
	KTHREAD_SHOULD_STOP,
	KTHREAD_SHOULD_PARK,
};

struct kthread {
	unsigned long flags;
	int result;
	int (*threadfn)(void *);
	void *data;
	struct completion parked;
	struct completion exited;
	/* The name in full; task_struct.comm may be a part of it. */
	char *full_name;
};

struct kthread_create_info {
	char *full_name;
	int (*threadfn)(void *data);
	void *data;
	/* kthreadd's answer. */
	struct task_struct *result;
	struct completion *done;
	struct list_head list;
};

static DEFINE_SPINLOCK(kthread_create_lock);
static LIST_HEAD(kthread_create_list);
struct task_struct *kthreadd_task;

static struct kthread *to_kthread(struct task_struct *k)
{
	WARN_ON(!(k->flags & PF_KTHREAD));
	return k->kthread;
}

void free_kthread_struct(struct task_struct *k)
{
	if (!k->kthread)
		return;
	kfree(k->kthread->full_name);
	kfree(k->kthread);
	k->kthread = NULL;
}

bool kthread_should_stop(void)
{
	return test_bit(KTHREAD_SHOULD_STOP, &to_kthread(current)->flags);
}

bool __kthread_should_park(struct task_struct *k)
{
	return test_bit(KTHREAD_SHOULD_PARK, &to_kthread(k)->flags);
}

bool kthread_should_park(void)
{
	return __kthread_should_park(current);
}

bool kthread_freezable_should_stop(bool *was_frozen)
{
	if (was_frozen)
		*was_frozen = false;
	return kthread_should_stop();
}

void *kthread_data(struct task_struct *k)
{
	return to_kthread(k)->data;
}

void __noreturn kthread_exit(long result)
{
	to_kthread(current)->result = result;
	do_exit(0);
}

void __noreturn kthread_complete_and_exit(struct completion *comp, long code)
{
	if (comp)
		complete(comp);
	kthread_exit(code);
}

void kthread_parkme(void)
{
	struct kthread *self = to_kthread(current);

	for (;;) {
		set_current_state(TASK_PARKED);
		if (!test_bit(KTHREAD_SHOULD_PARK, &self->flags))
			break;
		complete(&self->parked);
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

int kthread_park(struct task_struct *k)
{
	struct kthread *kthread = to_kthread(k);

	if (k->flags & PF_EXITING)
		return -ENOSYS;
	set_bit(KTHREAD_SHOULD_PARK, &kthread->flags);
	if (k != current) {
		wake_up_process(k);
		wait_for_completion(&kthread->parked);
	}
	return 0;
}

void kthread_unpark(struct task_struct *k)
{
	clear_bit(KTHREAD_SHOULD_PARK, &to_kthread(k)->flags);
	wake_up_state(k, TASK_PARKED);
}

/* The first thing a new kernel thread does: report, and sleep until its creator starts it. */
static int kthread(void *data)
{
	struct kthread_create_info *create = data;
	struct kthread *self = current->kthread;
	int ret = -EINTR;

	create->result = current;
	__set_current_state(TASK_UNINTERRUPTIBLE);
	complete(create->done);
	schedule();
	if (!test_bit(KTHREAD_SHOULD_STOP, &self->flags)) {
		if (test_bit(KTHREAD_SHOULD_PARK, &self->flags))
			kthread_parkme();
		ret = self->threadfn(self->data);
	}
	kthread_exit(ret);
}

static struct kthread *alloc_kthread(struct kthread_create_info *create)
{
	struct kthread *self = kzalloc(sizeof(*self), GFP_KERNEL);

	if (!self)
		return NULL;
	init_completion(&self->exited);
	init_completion(&self->parked);
	self->threadfn = create->threadfn;
	self->data = create->data;
	self->full_name = create->full_name;
	return self;
}

static void create_kthread(struct kthread_create_info *create)
{
	struct kernel_clone_args args = {
		.flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_UNTRACED,
		.fn = kthread,
		.fn_arg = create,
		.name = create->full_name,
		.exit_signal = SIGCHLD,
		.kthread = 1,
	};
	struct kthread *self = alloc_kthread(create);
	struct task_struct *task;

	task = self ? copy_process(&args) : ERR_PTR(-ENOMEM);
	if (IS_ERR(task)) {
		kfree(self);
		create->result = task;
		complete(create->done);
		return;
	}
	task->kthread = self;
	task->vfork_done = &self->exited;
	wake_up_new_task(task);
}

struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node, const char namefmt[], ...)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct kthread_create_info create = { .threadfn = threadfn, .data = data, .done = &done };
	va_list args;

	va_start(args, namefmt);
	create.full_name = kvasprintf(GFP_KERNEL, namefmt, args);
	va_end(args);
	if (!create.full_name)
		return ERR_PTR(-ENOMEM);
	spin_lock(&kthread_create_lock);
	list_add_tail(&create.list, &kthread_create_list);
	spin_unlock(&kthread_create_lock);
	wake_up_process(kthreadd_task);
	wait_for_completion(&done);
	if (IS_ERR(create.result))
		kfree(create.full_name);
	return create.result;
}

/* Waits for the thread's end without a limit: for one that stops itself, for ever. */
int kthread_stop(struct task_struct *k)
{
	struct kthread *kthread;
	int ret;

	get_task_struct(k);
	kthread = to_kthread(k);
	set_bit(KTHREAD_SHOULD_STOP, &kthread->flags);
	kthread_unpark(k);
	wake_up_process(k);
	wait_for_completion(&kthread->exited);
	ret = kthread->result;
	put_task_struct(k);
	return ret;
}

int kthread_stop_put(struct task_struct *k)
{
	int ret = kthread_stop(k);

	put_task_struct(k);
	return ret;
}

static struct kthread_create_info *next_request(void)
{
	struct kthread_create_info *create;

	spin_lock(&kthread_create_lock);
	create = list_first_entry_or_null(&kthread_create_list, struct kthread_create_info, list);
	if (create)
		list_del_init(&create->list);
	spin_unlock(&kthread_create_lock);
	return create;
}

/* Nobody waits for kernel threads: their parent ignores their end, so that they vanish. */
static void ignore_signals(struct task_struct *tsk)
{
	if (!tsk->sighand)
		return;
	for (int i = 0; i < _NSIG; i++)
		tsk->sighand->action[i].sa.sa_handler = SIG_IGN;
}

int kthreadd(void *unused)
{
	ignore_signals(current);
	for (;;) {
		struct kthread_create_info *create;

		set_current_state(TASK_INTERRUPTIBLE);
		create = next_request();
		if (create) {
			__set_current_state(TASK_RUNNING);
			create_kthread(create);
		} else {
			schedule();
		}
	}
}
