// SPDX-License-Identifier: GPL-2.0
/*
 * Bao I/O dispatcher: from the hypervisor's queue to the clients
 */

#include <asm/bao.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include "bao_drv.h"

/**
 * bao_io_request_complete - let the frontend go on after its access
 * @req: request to complete, with the answer in its value if it is a read
 *
 * The caller owns the request, so nobody completes it twice.
 *
 * Return: 0 or a negative errno
 */
int bao_io_request_complete(const struct bao_virtio_request *req)
{
	struct bao_remio_hypercall_ctx ctx = {
		.dm_id = req->dm_id,
		.addr = req->addr,
		.op = req->op,
		.value = req->value,
		.request_id = req->request_id,
	};
	long ret;

	ret = bao_remio_hypercall(&ctx);
	if (ret)
		pr_err_ratelimited("bao-dm%llu: completing request %llu failed: %ld\n",
				   req->dm_id, req->request_id, ret);

	return bao_hypercall_errno(ret);
}

/**
 * bao_dispatch_io - take one request from the hypervisor and route it
 * @dm: DM to ask for
 *
 * Return: 1 when more requests wait, 0 when none does, or a negative errno:
 * -EAGAIN when there was no request at all
 */
int bao_dispatch_io(struct bao_dm *dm)
{
	struct bao_remio_hypercall_ctx ctx = {
		.dm_id = dm->info.id,
		.op = BAO_IO_ASK,
	};
	struct bao_virtio_request req;
	struct bao_io_client *client;
	long ret;

	ret = bao_remio_hypercall(&ctx);
	if (ret)
		return bao_hypercall_errno(ret);

	req.dm_id = dm->info.id;
	req.addr = ctx.addr;
	req.op = ctx.op;
	req.value = ctx.value;
	req.access_width = ctx.access_width;
	req.request_id = ctx.request_id;

	down_read(&dm->io_clients_lock);
	client = bao_io_client_find(dm, &req);
	bao_io_client_push_request(client, &req);
	up_read(&dm->io_clients_lock);

	return ctx.npend_req ? 1 : 0;
}

/*
 * A request that arrives after the last ASK raises a new interrupt, and with it
 * this work again, so it is enough to go on while the hypervisor says so.
 */
static void io_dispatcher(struct work_struct *work)
{
	struct bao_dm *dm = container_of(work, struct bao_dm, dispatcher_work);
	int ret;

	do {
		ret = bao_dispatch_io(dm);
	} while (ret > 0);

	if (ret < 0 && ret != -EAGAIN)
		pr_err_ratelimited("bao-dm%u: asking for requests failed: %d\n", dm->info.id, ret);
}

/**
 * bao_io_dispatcher_kick - look for requests soon
 * @dm: DM to look for
 *
 * May be called in any context.
 */
void bao_io_dispatcher_kick(struct bao_dm *dm)
{
	if (test_bit(BAO_DM_DISPATCHING, &dm->flags))
		queue_work(dm->dispatcher_wq, &dm->dispatcher_work);
}

/**
 * bao_io_dispatcher_resume - start to dispatch
 * @dm: DM whose clients and interrupt exist
 *
 * Also looks for requests that came before the interrupt was there.
 */
void bao_io_dispatcher_resume(struct bao_dm *dm)
{
	set_bit(BAO_DM_DISPATCHING, &dm->flags);
	bao_io_dispatcher_kick(dm);
}

/**
 * bao_io_dispatcher_init - set up the dispatcher of a DM
 * @dm: the DM
 *
 * Return: 0 or a negative errno
 */
int bao_io_dispatcher_init(struct bao_dm *dm)
{
	INIT_WORK(&dm->dispatcher_work, io_dispatcher);

	dm->dispatcher_wq = alloc_workqueue("bao-iodwq%u", WQ_HIGHPRI | WQ_MEM_RECLAIM, 1,
					    dm->info.id);

	return dm->dispatcher_wq ? 0 : -ENOMEM;
}

/**
 * bao_io_dispatcher_destroy - stop to dispatch
 * @dm: DM whose interrupt is already gone
 *
 * No request is taken from the hypervisor any more on return.
 */
void bao_io_dispatcher_destroy(struct bao_dm *dm)
{
	clear_bit(BAO_DM_DISPATCHING, &dm->flags);
	destroy_workqueue(dm->dispatcher_wq);
	dm->dispatcher_wq = NULL;
}
