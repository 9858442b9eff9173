// SPDX-License-Identifier: GPL-2.0
/*
 * A frontend with a virtio block device: checks the pattern the disk starts out with, writes sectors and reads them back,
 * and asks for a sector behind the end.
 *
 * Options in bootargs: delay=<milliseconds before the first access to the device>, sectors=<how many to use>.
 */

#include "../lib/disk-check.h"
#include "../lib/options.h"
#include "../lib/print.h"

static struct block_device disk;

void guest_main(void)
{
	u64 wanted = boot_option("sectors", 4);
	u64 good = 0;
	u64 written = 0;

	print_init();
	if (!fdt_present() || !interrupts_init()) {
		print("the device tree has no interrupt controller\n");
		return;
	}
	interrupts_enable_vcpu();
	sleep_milliseconds(boot_option("delay", 0));
	if (!block_init(&disk, 0))
		return;
	print("virtio block device at %lx, interrupt %u, features %lx, %lu sectors\n", disk.virtio.base,
	      disk.virtio.interrupt, disk.virtio.features, disk.sectors);

	if (wanted > disk.sectors)
		wanted = disk.sectors;
	for (u64 i = 0; i < wanted; i++)
		good += disk_check_pattern(&disk, i * disk.sectors / wanted);
	print("pattern correct in %lu of %lu sectors\n", good, wanted);
	for (u64 i = 0; i < wanted; i++)
		written += disk_check_write(&disk, i * disk.sectors / wanted);
	print("wrote and read back %lu of %lu sectors, flush status %u\n", written, wanted, block_flush(&disk));
	print("a sector behind the end gives status %u\n", block_transfer(&disk, VIRTIO_BLK_T_IN, disk.sectors));
	print("finished after %u interrupts\n", disk.virtio.used_interrupts);
}
