// SPDX-License-Identifier: GPL-2.0
#include <linux/workqueue.h>
#include "selftest.h"

struct job {
	struct work_struct work;
	int runs;
	int sleep_ms;
	struct work_struct *seen_current;
	char comm[TASK_COMM_LEN];
};

static atomic_t running, most_running;

static void do_job(struct work_struct *work)
{
	struct job *job = container_of(work, struct job, work);
	int now = atomic_inc_return(&running);

	if (now > atomic_read(&most_running))
		atomic_set(&most_running, now);
	job->seen_current = current_work();
	get_task_comm(job->comm, current);
	if (job->sleep_ms)
		msleep(job->sleep_ms);
	job->runs++;
	atomic_dec(&running);
}

static void init_job(struct job *job, int sleep_ms)
{
	*job = (struct job) { .sleep_ms = sleep_ms };
	INIT_WORK(&job->work, do_job);
}

static bool runs_in_named_worker(void)
{
	struct job job;

	init_job(&job, 0);
	EXPECT(schedule_work(&job.work));
	EXPECT(flush_work(&job.work) || job.runs == 1);
	EXPECT(job.runs == 1 && job.seen_current == &job.work);
	EXPECT(!strncmp(job.comm, "kworker/0:", 10));
	EXPECT(!flush_work(&job.work) && !work_pending(&job.work));
	return true;
}

static bool pending_only_once(void)
{
	struct job job;

	init_job(&job, 10);
	EXPECT(queue_work(system_wq, &job.work));
	EXPECT(becomes_true(atomic_read(&running) == 1));
	/* Running, not pending: it may be queued once more, and then not again. */
	EXPECT(queue_work(system_wq, &job.work) && !queue_work(system_wq, &job.work));
	flush_work(&job.work);
	EXPECT(job.runs == 2);
	return true;
}

static int most_of(unsigned int flags, int max_active, const char *name)
{
	struct workqueue_struct *wq = alloc_workqueue("%s", flags, max_active, name);
	struct job jobs[6];

	atomic_set(&most_running, 0);
	for (int i = 0; i < 6; i++) {
		init_job(&jobs[i], 5);
		queue_work(wq, &jobs[i].work);
	}
	flush_workqueue(wq);
	for (int i = 0; i < 6; i++)
		if (jobs[i].runs != 1)
			return -1;
	destroy_workqueue(wq);
	return atomic_read(&most_running);
}

static bool max_active(void)
{
	EXPECT(most_of(WQ_UNBOUND | __WQ_ORDERED, 1, "ordered") == 1);
	EXPECT(most_of(WQ_HIGHPRI | WQ_MEM_RECLAIM, 1, "one") == 1);
	EXPECT(most_of(0, 3, "three") == 3);
	EXPECT(most_of(WQ_UNBOUND, 0, "unbound") == 6);
	return true;
}

static bool cancelling(void)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("cancel", 0);
	struct job first, second;

	init_job(&first, 10);
	init_job(&second, 0);
	queue_work(wq, &first.work);
	queue_work(wq, &second.work);
	EXPECT(cancel_work_sync(&second.work) && !cancel_work_sync(&second.work));
	EXPECT(becomes_true(atomic_read(&running) == 1));
	EXPECT(!cancel_work_sync(&first.work) && first.runs == 1);
	drain_workqueue(wq);
	EXPECT(!second.runs);
	destroy_workqueue(wq);
	return true;
}

struct chain {
	struct work_struct work;
	struct workqueue_struct *wq;
	int left;
};

static void requeue(struct work_struct *work)
{
	struct chain *chain = container_of(work, struct chain, work);

	if (chain->left && --chain->left)
		queue_work(chain->wq, work);
}

static bool drain_waits_for_chain(void)
{
	struct chain chain = { .wq = alloc_workqueue("chain", WQ_UNBOUND, 1), .left = 5 };

	INIT_WORK(&chain.work, requeue);
	queue_work(chain.wq, &chain.work);
	drain_workqueue(chain.wq);
	EXPECT(!chain.left);
	destroy_workqueue(chain.wq);
	return true;
}

struct later {
	struct delayed_work work;
	ktime_t when;
};

static void note_time(struct work_struct *work)
{
	struct later *later = container_of(to_delayed_work(work), struct later, work);

	later->when = ktime_get();
}

static bool delayed(void)
{
	struct later later = { };
	ktime_t start = ktime_get();

	INIT_DELAYED_WORK(&later.work, note_time);
	EXPECT(schedule_delayed_work(&later.work, msecs_to_jiffies(10)));
	EXPECT(!schedule_delayed_work(&later.work, 0));
	EXPECT(becomes_true(later.when));
	EXPECT(later.when - start >= 9 * NSEC_PER_MSEC);
	later.when = 0;
	schedule_delayed_work(&later.work, HZ);
	EXPECT(cancel_delayed_work_sync(&later.work) && !later.when);
	schedule_delayed_work(&later.work, HZ);
	EXPECT(flush_delayed_work(&later.work) && later.when);
	return true;
}

static struct workqueue_struct *busy_wq;

static void spin_without_sleeping(struct work_struct *work)
{
	mdelay(10);
}

/* Works of a bound queue share the hart: the second one starts when the first one sleeps or ends. */
static bool hog_delays_its_pool(void)
{
	DECLARE_WORK(hog, spin_without_sleeping);
	struct job job;

	busy_wq = alloc_workqueue("busy", 0, 0);
	init_job(&job, 0);
	queue_work(busy_wq, &hog);
	queue_work(busy_wq, &job.work);
	flush_work(&job.work);
	EXPECT(job.runs == 1 && !work_busy(&hog));
	destroy_workqueue(busy_wq);
	return true;
}

const struct selftest workqueue_tests[] = {
	{ "a work runs in a kworker", runs_in_named_worker },
	{ "a work is pending once, and may be queued while it runs", pending_only_once },
	{ "max_active", max_active },
	{ "cancel_work_sync", cancelling },
	{ "drain_workqueue waits for a chain", drain_waits_for_chain },
	{ "delayed work", delayed },
	{ "bound works run one after the other unless they sleep", hog_delays_its_pool },
	{ }
};
