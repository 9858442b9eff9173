// SPDX-License-Identifier: GPL-2.0
/*
 * Work queues: functions to be called by kernel threads. Three pools of threads serve all queues, as on one CPU of Linux:
 * normal, high priority and unbound. A pool always keeps an idle worker in reserve, and starts it when all others sleep.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "core.h"
#include "workqueue-internal.h"

#define HIGHPRI_NICE_LEVEL (-20)

static struct worker_pool cpu_worker_pools[2];
static struct worker_pool unbound_pool;
LIST_HEAD(workqueues);
static DEFINE_MUTEX(wq_pool_mutex);
static bool wq_online;

struct workqueue_struct *system_wq;
struct workqueue_struct *system_highpri_wq;
struct workqueue_struct *system_long_wq;
struct workqueue_struct *system_unbound_wq;
struct workqueue_struct *system_freezable_wq;

static struct pool_workqueue *get_work_pwq(struct work_struct *work)
{
	unsigned long data = atomic_long_read(&work->data);

	return data & WORK_STRUCT_PWQ ? (struct pool_workqueue *)(data & WORK_STRUCT_PWQ_MASK) : NULL;
}

static void set_work_pwq(struct work_struct *work, struct pool_workqueue *pwq, unsigned long extra)
{
	atomic_long_set(&work->data, (unsigned long)pwq | WORK_STRUCT_PENDING | WORK_STRUCT_PWQ | extra);
}

/* Off every queue; it may be queued again from here on. */
static void clear_work_data(struct work_struct *work)
{
	smp_mb();
	atomic_long_set(&work->data, WORK_STRUCT_NO_POOL);
}

static int work_color(struct work_struct *work)
{
	return atomic_long_read(&work->data) >> WORK_STRUCT_COLOR_SHIFT & (WORK_NR_COLORS - 1);
}

/* ---- workers ---- */

static bool need_more_worker(struct worker_pool *pool)
{
	return !list_empty(&pool->worklist) && !pool->nr_running;
}

static void wake_up_idle_worker(struct worker_pool *pool)
{
	struct worker *worker = list_first_entry_or_null(&pool->idle_list, struct worker, entry);

	if (worker)
		wake_up_process(worker->task);
}

static void kick_pool(struct worker_pool *pool)
{
	if (need_more_worker(pool))
		wake_up_idle_worker(pool);
}

static void worker_set_flags(struct worker *worker, unsigned int flags)
{
	if (flags & WORKER_NOT_RUNNING && !(worker->flags & WORKER_NOT_RUNNING))
		worker->pool->nr_running--;
	worker->flags |= flags;
}

static void worker_clr_flags(struct worker *worker, unsigned int flags)
{
	unsigned int old = worker->flags;

	worker->flags &= ~flags;
	if (old & WORKER_NOT_RUNNING && !(worker->flags & WORKER_NOT_RUNNING))
		worker->pool->nr_running++;
}

static void worker_enter_idle(struct worker *worker)
{
	worker->flags |= WORKER_IDLE;
	worker->pool->nr_idle++;
	list_move(&worker->entry, &worker->pool->idle_list);
}

static void worker_leave_idle(struct worker *worker)
{
	worker->flags &= ~WORKER_IDLE;
	worker->pool->nr_idle--;
	list_del_init(&worker->entry);
}

/* The scheduler says that a worker is about to sleep in its work: then another one may go on with the list. */
void wq_worker_sleeping(struct task_struct *task)
{
	struct worker *worker = task->worker_private;
	unsigned long flags;

	if (!worker || worker->sleeping || worker->flags & WORKER_NOT_RUNNING || worker->flags & WORKER_IDLE)
		return;
	raw_spin_lock_irqsave(&worker->pool->lock, flags);
	worker->sleeping = true;
	worker->pool->nr_running--;
	kick_pool(worker->pool);
	raw_spin_unlock_irqrestore(&worker->pool->lock, flags);
}

void wq_worker_running(struct task_struct *task)
{
	struct worker *worker = task->worker_private;
	unsigned long flags;

	if (!worker || !worker->sleeping)
		return;
	raw_spin_lock_irqsave(&worker->pool->lock, flags);
	worker->sleeping = false;
	worker->pool->nr_running++;
	raw_spin_unlock_irqrestore(&worker->pool->lock, flags);
}

/* ---- queueing ---- */

static void insert_work(struct pool_workqueue *pwq, struct work_struct *work, struct list_head *head, unsigned long extra)
{
	set_work_pwq(work, pwq, extra);
	list_add_tail(&work->entry, head);
}

static bool is_chained_work(struct workqueue_struct *wq)
{
	struct worker *worker = current->flags & PF_WQ_WORKER ? current->worker_private : NULL;

	return worker && worker->current_pwq && worker->current_pwq->wq == wq;
}

static struct pool_workqueue *wq_pwq(struct workqueue_struct *wq)
{
	return list_first_entry(&wq->pwqs, struct pool_workqueue, pwqs_node);
}

static void __queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	struct pool_workqueue *pwq;
	unsigned long color;

	if (unlikely(wq->flags & (__WQ_DESTROYING | __WQ_DRAINING)) &&
	    WARN_ONCE(!is_chained_work(wq), "workqueue: cannot queue %ps on wq %s\n", work->func, wq->name)) {
		clear_work_data(work);
		return;
	}
	pwq = wq_pwq(wq);
	raw_spin_lock(&pwq->pool->lock);
	if (WARN_ON(!list_empty(&work->entry))) {
		raw_spin_unlock(&pwq->pool->lock);
		return;
	}
	color = (unsigned long)pwq->work_color << WORK_STRUCT_COLOR_SHIFT;
	pwq->nr_in_flight[pwq->work_color]++;
	if (pwq->nr_active < wq->max_active) {
		pwq->nr_active++;
		insert_work(pwq, work, &pwq->pool->worklist, color);
		kick_pool(pwq->pool);
	} else {
		insert_work(pwq, work, &pwq->inactive_works, color | WORK_STRUCT_INACTIVE);
	}
	raw_spin_unlock(&pwq->pool->lock);
}

bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work)
{
	unsigned long flags;
	bool queued = false;

	local_irq_save(flags);
	if (!test_and_set_bit(WORK_STRUCT_PENDING_BIT, (unsigned long *)&work->data)) {
		__queue_work(wq, work);
		queued = true;
	}
	local_irq_restore(flags);
	return queued;
}

void delayed_work_timer_fn(struct timer_list *t)
{
	struct delayed_work *dwork = from_timer(dwork, t, timer);
	unsigned long flags;

	local_irq_save(flags);
	__queue_work(dwork->wq, &dwork->work);
	local_irq_restore(flags);
}

static void __queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	if (!delay) {
		__queue_work(wq, &dwork->work);
		return;
	}
	dwork->wq = wq;
	mod_timer(&dwork->timer, get_jiffies() + delay);
}

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	unsigned long flags;
	bool queued = false;

	local_irq_save(flags);
	if (!test_and_set_bit(WORK_STRUCT_PENDING_BIT, (unsigned long *)&dwork->work.data)) {
		__queue_delayed_work(wq, dwork, delay);
		queued = true;
	}
	local_irq_restore(flags);
	return queued;
}

bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	bool was_pending = cancel_delayed_work(dwork);

	queue_delayed_work_on(cpu, wq, dwork, delay);
	return was_pending;
}

/* ---- running works ---- */

static struct worker *find_worker_executing_work(struct worker_pool *pool, struct work_struct *work)
{
	struct worker *worker;

	list_for_each_entry(worker, &pool->busy_list, entry)
		if (worker->current_work == work && worker->current_func == work->func)
			return worker;
	return NULL;
}

/* Moves @work, and those chained to it, to the end of @head. */
static void move_linked_works(struct work_struct *work, struct list_head *head)
{
	struct list_head *pos = &work->entry, *next;
	unsigned long data;

	do {
		next = pos->next;
		data = atomic_long_read(&list_entry(pos, struct work_struct, entry)->data);
		list_move_tail(pos, head);
		pos = next;
	} while (data & WORK_STRUCT_LINKED);
}

static void activate_first_inactive(struct pool_workqueue *pwq)
{
	struct work_struct *work = list_first_entry_or_null(&pwq->inactive_works, struct work_struct, entry);

	if (!work || pwq->nr_active >= pwq->wq->max_active)
		return;
	atomic_long_andnot(WORK_STRUCT_INACTIVE, &work->data);
	move_linked_works(work, &pwq->pool->worklist);
	pwq->nr_active++;
	kick_pool(pwq->pool);
}

static void pwq_dec_nr_in_flight(struct pool_workqueue *pwq, int color, bool was_active)
{
	if (was_active) {
		pwq->nr_active--;
		activate_first_inactive(pwq);
	}
	if (!--pwq->nr_in_flight[color])
		wake_up_all(&pwq->wq->flush_wait);
}

static void wq_barrier_func(struct work_struct *work)
{
	struct wq_barrier *barrier = container_of(work, struct wq_barrier, work);

	complete(&barrier->done);
}

static bool is_barrier(work_func_t func)
{
	return func == wq_barrier_func;
}

static void name_current_worker(struct worker *worker)
{
	strscpy(worker->desc, worker->current_pwq->wq->name, sizeof(worker->desc));
}

/* With the pool's lock held, which is dropped while the function runs. */
static void process_one_work(struct worker *worker, struct work_struct *work)
{
	struct worker_pool *pool = worker->pool;
	struct pool_workqueue *pwq = get_work_pwq(work);
	int color = work_color(work);
	bool barrier = is_barrier(work->func);

	worker->current_work = work;
	worker->current_func = work->func;
	worker->current_pwq = pwq;
	worker->current_color = color;
	name_current_worker(worker);
	list_add(&worker->entry, &pool->busy_list);
	list_del_init(&work->entry);
	kick_pool(pool);
	clear_work_data(work);
	raw_spin_unlock_irq(&pool->lock);

	worker->current_func(work);

	/* The work may be freed by now. */
	if (unlikely(in_atomic())) {
		pr_err("BUG: workqueue leaked atomic: %s/0x%08x, last function: %px\n", current->comm, preempt_count(),
		       worker->current_func);
		dump_stack();
	}
	cond_resched();
	raw_spin_lock_irq(&pool->lock);
	list_del_init(&worker->entry);
	worker->current_work = NULL;
	worker->current_func = NULL;
	worker->current_pwq = NULL;
	if (!barrier)
		pwq_dec_nr_in_flight(pwq, color, true);
}

static void process_scheduled_works(struct worker *worker)
{
	while (!list_empty(&worker->scheduled))
		process_one_work(worker, list_first_entry(&worker->scheduled, struct work_struct, entry));
}

/* The work goes to @worker, or to the worker that runs the same work right now: a work never runs twice at once. */
static void assign_work(struct work_struct *work, struct worker *worker)
{
	struct worker *collision = find_worker_executing_work(worker->pool, work);

	move_linked_works(work, collision ? &collision->scheduled : &worker->scheduled);
}

static struct worker *create_worker(struct worker_pool *pool);

/* Keeps one idle worker in reserve. Drops the lock. */
static void manage_workers(struct worker_pool *pool)
{
	if (pool->nr_idle)
		return;
	raw_spin_unlock_irq(&pool->lock);
	create_worker(pool);
	raw_spin_lock_irq(&pool->lock);
}

static int __noreturn worker_thread(void *data)
{
	struct worker *worker = data;
	struct worker_pool *pool = worker->pool;

	current->worker_private = worker;
	current->flags |= PF_WQ_WORKER;
	raw_spin_lock_irq(&pool->lock);
	for (;;) {
		worker_leave_idle(worker);
		if (need_more_worker(pool)) {
			manage_workers(pool);
			worker_clr_flags(worker, WORKER_PREP);
			/* Others are kicked when this one sleeps, or at once where works run side by side. */
			do {
				struct work_struct *work = list_first_entry_or_null(&pool->worklist, struct work_struct, entry);

				if (!work)
					break;
				assign_work(work, worker);
				process_scheduled_works(worker);
			} while (pool->nr_running <= 1);
			worker_set_flags(worker, WORKER_PREP);
		}
		worker_enter_idle(worker);
		__set_current_state(TASK_IDLE);
		raw_spin_unlock_irq(&pool->lock);
		schedule();
		raw_spin_lock_irq(&pool->lock);
	}
}

static void name_worker(struct worker_pool *pool, int id, char *name, size_t size)
{
	if (pool == &unbound_pool)
		snprintf(name, size, "kworker/u2:%d", id);
	else
		snprintf(name, size, "kworker/0:%d%s", id, pool->nice < 0 ? "H" : "");
}

static struct worker *create_worker(struct worker_pool *pool)
{
	struct worker *worker = kzalloc(sizeof(*worker), GFP_KERNEL);
	char name[TASK_COMM_LEN];

	if (!worker)
		return NULL;
	INIT_LIST_HEAD(&worker->entry);
	INIT_LIST_HEAD(&worker->scheduled);
	worker->pool = pool;
	worker->flags = WORKER_PREP | (pool == &unbound_pool ? WORKER_UNBOUND : 0);
	raw_spin_lock_irq(&pool->lock);
	worker->id = pool->nr_workers++;
	raw_spin_unlock_irq(&pool->lock);
	name_worker(pool, worker->id, name, sizeof(name));
	worker->task = kthread_create(worker_thread, worker, "%s", name);
	if (IS_ERR(worker->task)) {
		kfree(worker);
		return NULL;
	}
	set_user_nice(worker->task, pool->nice);
	raw_spin_lock_irq(&pool->lock);
	list_add_tail(&worker->node, &pool->workers);
	worker_enter_idle(worker);
	raw_spin_unlock_irq(&pool->lock);
	wake_up_process(worker->task);
	return worker;
}

/* ---- waiting for works ---- */

/* Puts a barrier right behind @target, which @worker runs, or which still waits (@worker NULL). */
static void insert_wq_barrier(struct pool_workqueue *pwq, struct wq_barrier *barrier, struct work_struct *target,
			      struct worker *worker)
{
	struct list_head *head;
	unsigned long linked = 0;

	INIT_WORK_ONSTACK(&barrier->work, wq_barrier_func);
	init_completion(&barrier->done);
	barrier->task = current;
	if (worker) {
		head = worker->scheduled.next;
	} else {
		head = target->entry.next;
		linked = atomic_long_read(&target->data) & WORK_STRUCT_LINKED;
		atomic_long_or(WORK_STRUCT_LINKED, &target->data);
	}
	insert_work(pwq, &barrier->work, head, linked);
}

static struct worker_pool *const all_pools[] = { &cpu_worker_pools[0], &cpu_worker_pools[1], &unbound_pool };

/* The pool whose worker runs @work; its lock is held on success. */
static struct worker *lock_worker_of(struct work_struct *work)
{
	for (size_t i = 0; i < ARRAY_SIZE(all_pools); i++) {
		struct worker *worker;

		raw_spin_lock_irq(&all_pools[i]->lock);
		worker = find_worker_executing_work(all_pools[i], work);
		if (worker)
			return worker;
		raw_spin_unlock_irq(&all_pools[i]->lock);
	}
	return NULL;
}

static bool start_flush_queued(struct work_struct *work, struct wq_barrier *barrier)
{
	struct pool_workqueue *pwq = get_work_pwq(work);
	bool queued;

	if (!pwq)
		return false;
	raw_spin_lock_irq(&pwq->pool->lock);
	queued = get_work_pwq(work) == pwq && !list_empty(&work->entry);
	if (queued)
		insert_wq_barrier(pwq, barrier, work, NULL);
	raw_spin_unlock_irq(&pwq->pool->lock);
	return queued;
}

static bool start_flush_running(struct work_struct *work, struct wq_barrier *barrier)
{
	struct worker *worker = lock_worker_of(work);

	if (!worker)
		return false;
	insert_wq_barrier(worker->current_pwq, barrier, work, worker);
	raw_spin_unlock_irq(&worker->pool->lock);
	return true;
}

bool flush_work(struct work_struct *work)
{
	struct wq_barrier barrier;

	might_sleep();
	if (WARN_ON(!work->func))
		return false;
	if (!start_flush_queued(work, &barrier) && !start_flush_running(work, &barrier))
		return false;
	wait_for_completion(&barrier.done);
	return true;
}

/* Takes a pending work off its list. */
static bool try_to_grab_pending(struct work_struct *work)
{
	struct pool_workqueue *pwq;
	unsigned long flags;
	bool taken = false;

	local_irq_save(flags);
	pwq = get_work_pwq(work);
	if (pwq) {
		raw_spin_lock(&pwq->pool->lock);
		if (get_work_pwq(work) == pwq && !list_empty(&work->entry)) {
			unsigned long data = atomic_long_read(&work->data);

			/* A barrier behind it stays, and completes in its turn. */
			list_del_init(&work->entry);
			clear_work_data(work);
			pwq_dec_nr_in_flight(pwq, data >> WORK_STRUCT_COLOR_SHIFT & (WORK_NR_COLORS - 1),
					     !(data & WORK_STRUCT_INACTIVE));
			taken = true;
		}
		raw_spin_unlock(&pwq->pool->lock);
	}
	local_irq_restore(flags);
	return taken;
}

bool cancel_work(struct work_struct *work)
{
	return try_to_grab_pending(work);
}

bool cancel_work_sync(struct work_struct *work)
{
	bool was_pending = try_to_grab_pending(work);

	/* A work that queues itself again is taken off once more. */
	while (flush_work(work))
		try_to_grab_pending(work);
	return was_pending;
}

bool disable_work_sync(struct work_struct *work)
{
	return cancel_work_sync(work);
}

bool cancel_delayed_work(struct delayed_work *dwork)
{
	if (timer_delete(&dwork->timer)) {
		clear_work_data(&dwork->work);
		return true;
	}
	return cancel_work(&dwork->work);
}

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	bool was_pending = timer_delete_sync(&dwork->timer);

	if (was_pending)
		clear_work_data(&dwork->work);
	return cancel_work_sync(&dwork->work) || was_pending;
}

bool flush_delayed_work(struct delayed_work *dwork)
{
	unsigned long flags;

	local_irq_save(flags);
	if (timer_delete(&dwork->timer))
		__queue_work(dwork->wq, &dwork->work);
	local_irq_restore(flags);
	return flush_work(&dwork->work);
}

unsigned int work_busy(struct work_struct *work)
{
	struct worker *worker = lock_worker_of(work);

	if (worker)
		raw_spin_unlock_irq(&worker->pool->lock);
	return (work_pending(work) ? 1 : 0) | (worker ? 2 : 0);
}

struct work_struct *current_work(void)
{
	struct worker *worker = current->flags & PF_WQ_WORKER ? current->worker_private : NULL;

	return worker ? worker->current_work : NULL;
}

/* Waits for what was queued before; what is queued meanwhile has the other colour. */
void __flush_workqueue(struct workqueue_struct *wq)
{
	struct pool_workqueue *pwq = wq_pwq(wq);
	int color;

	mutex_lock(&wq->mutex);
	raw_spin_lock_irq(&pwq->pool->lock);
	color = pwq->work_color;
	pwq->work_color = (color + 1) % WORK_NR_COLORS;
	raw_spin_unlock_irq(&pwq->pool->lock);
	wait_event(wq->flush_wait, !READ_ONCE(pwq->nr_in_flight[color]));
	mutex_unlock(&wq->mutex);
}

static bool is_drained(struct pool_workqueue *pwq)
{
	bool drained;

	raw_spin_lock_irq(&pwq->pool->lock);
	drained = !pwq->nr_active && list_empty(&pwq->inactive_works);
	raw_spin_unlock_irq(&pwq->pool->lock);
	return drained;
}

/* Flushes until nothing is left; meanwhile only the queue's own works may queue more. */
void drain_workqueue(struct workqueue_struct *wq)
{
	mutex_lock(&wq->mutex);
	if (!wq->nr_drainers++)
		wq->flags |= __WQ_DRAINING;
	mutex_unlock(&wq->mutex);
	do {
		__flush_workqueue(wq);
	} while (!is_drained(wq_pwq(wq)));
	mutex_lock(&wq->mutex);
	if (!--wq->nr_drainers)
		wq->flags &= ~__WQ_DRAINING;
	mutex_unlock(&wq->mutex);
}

/* ---- queues ---- */

static struct worker_pool *pool_for(unsigned int flags)
{
	if (flags & WQ_UNBOUND)
		return &unbound_pool;
	return &cpu_worker_pools[flags & WQ_HIGHPRI ? 1 : 0];
}

static struct pool_workqueue *alloc_pwq(struct workqueue_struct *wq)
{
	/* From a whole page, for the alignment. */
	struct pool_workqueue *pwq = (struct pool_workqueue *)get_zeroed_page(GFP_KERNEL);

	if (!pwq)
		return NULL;
	pwq->pool = pool_for(wq->flags);
	pwq->wq = wq;
	pwq->refcnt = 1;
	INIT_LIST_HEAD(&pwq->inactive_works);
	list_add(&pwq->pwqs_node, &wq->pwqs);
	return pwq;
}

static int rescuer_thread(void *data)
{
	/* Workers are always in reserve, and memory does not run out quietly: there is never anything to rescue. */
	for (;;) {
		set_current_state(TASK_IDLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static int init_rescuer(struct workqueue_struct *wq)
{
	struct worker *rescuer;

	if (!(wq->flags & WQ_MEM_RECLAIM))
		return 0;
	rescuer = kzalloc(sizeof(*rescuer), GFP_KERNEL);
	if (!rescuer)
		return -ENOMEM;
	INIT_LIST_HEAD(&rescuer->entry);
	INIT_LIST_HEAD(&rescuer->scheduled);
	rescuer->rescue_wq = wq;
	rescuer->task = kthread_create(rescuer_thread, rescuer, "kworker/R-%s", wq->name);
	if (IS_ERR(rescuer->task)) {
		int ret = PTR_ERR(rescuer->task);

		kfree(rescuer);
		return ret;
	}
	wq->rescuer = rescuer;
	get_task_struct(rescuer->task);
	wake_up_process(rescuer->task);
	return 0;
}

static void free_workqueue(struct workqueue_struct *wq)
{
	if (!list_empty(&wq->pwqs))
		free_page((unsigned long)wq_pwq(wq));
	kfree(wq);
}

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...)
{
	struct workqueue_struct *wq = kzalloc(sizeof(*wq), GFP_KERNEL);
	va_list args;

	if (!wq)
		return NULL;
	va_start(args, max_active);
	vsnprintf(wq->name, sizeof(wq->name), fmt, args);
	va_end(args);
	wq->flags = flags;
	wq->max_active = clamp(max_active ?: WQ_DFL_ACTIVE, 1, WQ_MAX_ACTIVE);
	INIT_LIST_HEAD(&wq->pwqs);
	mutex_init(&wq->mutex);
	init_waitqueue_head(&wq->flush_wait);
	if (!alloc_pwq(wq) || (wq_online && init_rescuer(wq))) {
		free_workqueue(wq);
		return NULL;
	}
	mutex_lock(&wq_pool_mutex);
	list_add_tail(&wq->list, &workqueues);
	mutex_unlock(&wq_pool_mutex);
	return wq;
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	struct pool_workqueue *pwq = wq_pwq(wq);

	wq->flags |= __WQ_DESTROYING;
	drain_workqueue(wq);
	if (wq->rescuer) {
		kthread_stop_put(wq->rescuer->task);
		kfree(wq->rescuer);
	}
	WARN_ON(pwq->nr_active || !list_empty(&pwq->inactive_works));
	mutex_lock(&wq_pool_mutex);
	list_del(&wq->list);
	mutex_unlock(&wq_pool_mutex);
	free_workqueue(wq);
}

void set_worker_desc(const char *fmt, ...)
{
	struct worker *worker = current->flags & PF_WQ_WORKER ? current->worker_private : NULL;
	va_list args;

	if (!worker)
		return;
	va_start(args, fmt);
	vsnprintf(worker->desc, sizeof(worker->desc), fmt, args);
	va_end(args);
}

static void init_worker_pool(struct worker_pool *pool, int id, int cpu, long nice)
{
	raw_spin_lock_init(&pool->lock);
	pool->id = id;
	pool->cpu = cpu;
	pool->nice = nice;
	INIT_LIST_HEAD(&pool->worklist);
	INIT_LIST_HEAD(&pool->idle_list);
	INIT_LIST_HEAD(&pool->workers);
	INIT_LIST_HEAD(&pool->busy_list);
}

/* Needs kthreadd. */
void workqueue_init(void)
{
	init_worker_pool(&cpu_worker_pools[0], 0, 0, 0);
	init_worker_pool(&cpu_worker_pools[1], 1, 0, HIGHPRI_NICE_LEVEL);
	init_worker_pool(&unbound_pool, 2, -1, 0);
	system_wq = alloc_workqueue("events", 0, 0);
	system_highpri_wq = alloc_workqueue("events_highpri", WQ_HIGHPRI, 0);
	system_long_wq = alloc_workqueue("events_long", 0, 0);
	system_unbound_wq = alloc_workqueue("events_unbound", WQ_UNBOUND, 0);
	system_freezable_wq = alloc_workqueue("events_freezable", WQ_FREEZABLE, 0);
	for (size_t i = 0; i < ARRAY_SIZE(all_pools); i++)
		create_worker(all_pools[i]);
	wq_online = true;
}
