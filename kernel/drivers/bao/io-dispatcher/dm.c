// SPDX-License-Identifier: GPL-2.0
/*
 * Bao I/O dispatcher: backend device models and their files
 */

#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "bao_drv.h"

/* All DMs that can be opened. */
LIST_HEAD(bao_dm_list);
DEFINE_RWLOCK(bao_dm_list_lock);

static void bao_dm_get(struct bao_dm *dm)
{
	refcount_inc(&dm->refcount);
}

static void bao_dm_put(struct bao_dm *dm)
{
	if (!refcount_dec_and_test(&dm->refcount))
		return;

	bao_io_clients_free(dm);
	kfree(dm);
}

/*
 * Make @filp the DM's model or find that it already is. On success the caller
 * holds model_lock.
 */
static int bao_dm_lock_model(struct bao_dm *dm, struct file *filp)
{
	int ret = 0;

	mutex_lock(&dm->model_lock);

	if (dm->destroying)
		ret = -ENODEV;
	else if (dm->model && dm->model != filp)
		ret = -EBUSY;

	if (ret)
		mutex_unlock(&dm->model_lock);
	else
		dm->model = filp;

	return ret;
}

static void bao_dm_unlock_model(struct bao_dm *dm)
{
	mutex_unlock(&dm->model_lock);
}

static int bao_dm_claim(struct bao_dm *dm, struct file *filp)
{
	int ret = bao_dm_lock_model(dm, filp);

	if (!ret)
		bao_dm_unlock_model(dm);

	return ret;
}

/* Undo all that a device model has set up. */
static void bao_dm_reset(struct bao_dm *dm)
{
	lockdep_assert_held(&dm->model_lock);

	bao_irqfd_server_reset(dm);
	bao_ioeventfd_client_destroy(dm);
	bao_io_client_reset(dm->control_client);
}

static int bao_dm_release(struct inode *inode, struct file *filp)
{
	struct bao_dm *dm = filp->private_data;

	mutex_lock(&dm->model_lock);
	if (dm->model == filp) {
		if (!dm->destroying)
			bao_dm_reset(dm);
		dm->model = NULL;
	}
	mutex_unlock(&dm->model_lock);

	bao_dm_put(dm);

	return 0;
}

/*
 * A signal restarts the call, and no request gets lost: either none was taken,
 * or it is in user space's hands, or it goes back.
 */
static long bao_dm_ioctl_attach(struct file *filp, struct bao_virtio_request __user *arg)
{
	struct bao_dm *dm = filp->private_data;
	struct bao_virtio_request req;
	int ret;

	ret = bao_dm_claim(dm, filp);
	if (ret)
		return ret;

	ret = bao_io_client_request(dm->control_client, &req);
	if (ret)
		return ret;

	if (copy_to_user(arg, &req, sizeof(req))) {
		bao_io_client_return_request(dm->control_client, req.request_id);
		return -EFAULT;
	}

	return 0;
}

static long bao_dm_ioctl_complete(struct file *filp, struct bao_virtio_request __user *arg)
{
	struct bao_dm *dm = filp->private_data;
	struct bao_virtio_request req;
	int ret;

	if (copy_from_user(&req, arg, sizeof(req)))
		return -EFAULT;

	ret = bao_dm_claim(dm, filp);
	if (ret)
		return ret;

	return bao_io_client_complete(dm->control_client, &req);
}

static long bao_dm_ioctl_ioeventfd(struct file *filp, struct bao_ioeventfd __user *arg)
{
	struct bao_dm *dm = filp->private_data;
	struct bao_ioeventfd config;
	int ret;

	if (copy_from_user(&config, arg, sizeof(config)))
		return -EFAULT;

	ret = bao_dm_lock_model(dm, filp);
	if (ret)
		return ret;

	ret = bao_ioeventfd_client_config(dm, &config);
	bao_dm_unlock_model(dm);

	return ret;
}

static long bao_dm_ioctl_irqfd(struct file *filp, struct bao_irqfd __user *arg)
{
	struct bao_dm *dm = filp->private_data;
	struct bao_irqfd config;
	int ret;

	if (copy_from_user(&config, arg, sizeof(config)))
		return -EFAULT;

	ret = bao_dm_lock_model(dm, filp);
	if (ret)
		return ret;

	ret = bao_irqfd_server_config(dm, &config);
	bao_dm_unlock_model(dm);

	return ret;
}

static long bao_dm_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	void __user *argp = (void __user *)arg;

	switch (cmd) {
	case BAO_IOCTL_IO_CLIENT_ATTACH:
		return bao_dm_ioctl_attach(filp, argp);
	case BAO_IOCTL_IO_REQUEST_COMPLETE:
		return bao_dm_ioctl_complete(filp, argp);
	case BAO_IOCTL_IOEVENTFD:
		return bao_dm_ioctl_ioeventfd(filp, argp);
	case BAO_IOCTL_IRQFD:
		return bao_dm_ioctl_irqfd(filp, argp);
	default:
		return -ENOTTY;
	}
}

/* The whole shared memory or the first part of it. */
static int bao_dm_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct bao_dm *dm = filp->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;

	if (vma->vm_pgoff || size > dm->info.shmem_size ||
	    !PAGE_ALIGNED(dm->info.shmem_addr))
		return -EINVAL;

	return remap_pfn_range(vma, vma->vm_start, dm->info.shmem_addr >> PAGE_SHIFT, size,
			       vma->vm_page_prot);
}

static loff_t bao_dm_llseek(struct file *filp, loff_t offset, int whence)
{
	struct bao_dm *dm = filp->private_data;

	return fixed_size_llseek(filp, offset, whence, dm->info.shmem_size);
}

static const struct file_operations bao_dm_fops = {
	.owner = THIS_MODULE,
	.release = bao_dm_release,
	.unlocked_ioctl = bao_dm_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.llseek = bao_dm_llseek,
	.mmap = bao_dm_mmap,
};

static int bao_dm_publish(struct bao_dm *dm)
{
	struct bao_dm *other;
	int ret = 0;

	write_lock(&bao_dm_list_lock);
	list_for_each_entry(other, &bao_dm_list, list) {
		if (other->info.id == dm->info.id)
			ret = -EEXIST;
	}
	if (!ret)
		list_add_tail(&dm->list, &bao_dm_list);
	write_unlock(&bao_dm_list_lock);

	return ret;
}

static struct bao_dm *bao_dm_alloc(const struct bao_dm_info *info)
{
	struct bao_dm *dm;

	dm = kzalloc(sizeof(*dm), GFP_KERNEL);
	if (!dm)
		return NULL;

	dm->info = *info;
	dm->info.reserved = 0;
	dm->info.fd = -1;
	INIT_LIST_HEAD(&dm->list);
	mutex_init(&dm->model_lock);
	INIT_LIST_HEAD(&dm->ioeventfds);
	mutex_init(&dm->ioeventfds_lock);
	INIT_LIST_HEAD(&dm->irqfds);
	spin_lock_init(&dm->irqfds_lock);
	INIT_LIST_HEAD(&dm->io_clients);
	init_rwsem(&dm->io_clients_lock);
	refcount_set(&dm->refcount, 1);

	return dm;
}

static int bao_dm_create_clients(struct bao_dm *dm)
{
	struct bao_io_client *client;
	char name[BAO_NAME_MAX_LEN];

	scnprintf(name, sizeof(name), "bao-ioctlc%u", dm->info.id);

	client = bao_io_client_create(dm, NULL, NULL, true, name);
	if (IS_ERR(client))
		return PTR_ERR(client);

	dm->control_client = client;

	return bao_ioeventfd_client_init(dm);
}

/**
 * bao_dm_create - create a DM
 * @info: its parameters
 *
 * The DM can be opened at once and gets requests from bao_dm_start() on.
 *
 * Return: the DM or an ERR_PTR(); -EEXIST when the id is taken
 */
struct bao_dm *bao_dm_create(const struct bao_dm_info *info)
{
	struct bao_dm *dm;
	int ret;

	dm = bao_dm_alloc(info);
	if (!dm)
		return ERR_PTR(-ENOMEM);

	ret = bao_irqfd_server_init(dm);
	if (ret)
		goto err_put;

	ret = bao_io_dispatcher_init(dm);
	if (ret)
		goto err_destroy_irqfd;

	ret = bao_dm_create_clients(dm);
	if (ret)
		goto err_destroy_clients;

	ret = bao_intc_init(dm);
	if (ret)
		goto err_destroy_clients;

	ret = bao_dm_publish(dm);
	if (ret)
		goto err_destroy_intc;

	return dm;

err_destroy_intc:
	bao_intc_destroy(dm);
err_destroy_clients:
	bao_io_clients_destroy(dm);
	bao_io_dispatcher_destroy(dm);
err_destroy_irqfd:
	bao_irqfd_server_destroy(dm);
err_put:
	bao_dm_put(dm);
	return ERR_PTR(ret);
}

/**
 * bao_dm_start - let requests in
 * @dm: the DM
 */
void bao_dm_start(struct bao_dm *dm)
{
	bao_io_dispatcher_resume(dm);
}

/**
 * bao_dm_destroy - take a DM apart
 * @dm: the DM; the caller's reference goes
 *
 * From the outside to the inside: first nobody can open the DM, then no
 * request comes any more, then nobody serves it, and what is left is answered.
 */
void bao_dm_destroy(struct bao_dm *dm)
{
	write_lock(&bao_dm_list_lock);
	list_del_init(&dm->list);
	write_unlock(&bao_dm_list_lock);

	bao_intc_destroy(dm);
	bao_io_dispatcher_destroy(dm);

	mutex_lock(&dm->model_lock);
	dm->destroying = true;
	bao_dm_reset(dm);
	mutex_unlock(&dm->model_lock);

	bao_io_clients_destroy(dm);
	bao_irqfd_server_destroy(dm);

	bao_dm_put(dm);
}

/**
 * bao_dm_open_file - open a new file of a DM
 * @info: in: the id; out: the other parameters, but for the file descriptor
 *
 * Return: the file or an ERR_PTR(); -ENOENT when there is no such DM
 */
struct file *bao_dm_open_file(struct bao_dm_info *info)
{
	char name[BAO_NAME_MAX_LEN];
	struct bao_dm *dm = NULL;
	struct bao_dm *other;
	struct file *file;

	read_lock(&bao_dm_list_lock);
	list_for_each_entry(other, &bao_dm_list, list) {
		if (other->info.id == info->id) {
			dm = other;
			bao_dm_get(dm);
			break;
		}
	}
	read_unlock(&bao_dm_list_lock);

	if (!dm)
		return ERR_PTR(-ENOENT);

	*info = dm->info;

	/* The file takes over the reference. */
	scnprintf(name, sizeof(name), "bao-dm%u", dm->info.id);
	file = anon_inode_getfile(name, &bao_dm_fops, dm, O_RDWR);
	if (IS_ERR(file))
		bao_dm_put(dm);

	return file;
}
