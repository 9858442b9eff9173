// SPDX-License-Identifier: Apache-2.0
/* The types of a Bao configuration on RISC-V, as far as its C initialisers need them. */
#ifndef TEST_CONFIG_H
#define TEST_CONFIG_H

typedef _Bool bool;
typedef unsigned char uint8_t;
typedef unsigned int uint32_t;
typedef unsigned long uint64_t, size_t, paddr_t, vaddr_t, cpumap_t, colormap_t, remio_bind_key_t;
typedef unsigned int irqid_t, deviceid_t;

#define true 1
#define false 0
#define NULL ((void *)0)
#define PAGE_SIZE (0x1000)
#define STR(x) #x
#define XSTR(x) STR(x)
#define CONFIG_HEADER
#define VM_IMAGE(name, path)
#define VM_IMAGE_OFFSET(name) ((paddr_t)0)
#define VM_IMAGE_SIZE(name) ((size_t)0)
#define VM_IMAGE_BUILTIN(name, at) { .base_addr = at, .load_addr = VM_IMAGE_OFFSET(name), .size = VM_IMAGE_SIZE(name), .separately_loaded = false }
#define VM_IMAGE_LOADED(at, load, bytes) { .base_addr = at, .load_addr = load, .size = bytes, .separately_loaded = true }

struct vm_mem_region {
	paddr_t base;
	size_t size;
	colormap_t colors;
	struct {
		bool place_phys;
		paddr_t phys;
		bool reserved;
	};
};

struct vm_dev_region {
	paddr_t pa;
	vaddr_t va;
	size_t size;
	size_t interrupt_num;
	irqid_t *interrupts;
	deviceid_t id;
};

struct ipc {
	paddr_t base;
	size_t size;
	size_t shmem_id;
	size_t interrupt_num;
	irqid_t *interrupts;
};

enum REMIO_DEV_TYPE { REMIO_DEV_FRONTEND, REMIO_DEV_BACKEND };

struct remio_dev {
	vaddr_t va;
	size_t size;
	irqid_t interrupt;
	remio_bind_key_t bind_key;
	enum REMIO_DEV_TYPE type;
	struct remio_shmem {
		paddr_t base;
		size_t size;
		size_t shmem_id;
	} shmem;
};

struct vm_platform {
	size_t cpu_num;
	size_t region_num;
	struct vm_mem_region *regions;
	size_t ipc_num;
	struct ipc *ipcs;
	size_t dev_num;
	struct vm_dev_region *devs;
	size_t remio_dev_num;
	struct remio_dev *remio_devs;
	bool mmu;
	struct {
		union {
			struct {
				paddr_t base;
			} plic;
			struct {
				struct {
					paddr_t base;
				} aplic, imsic;
			} aia;
		} irqc;
	} arch;
};

struct vm_config {
	struct {
		vaddr_t base_addr;
		paddr_t load_addr;
		size_t size;
		bool separately_loaded;
		bool inplace;
		bool reserved;
	} image;
	vaddr_t entry;
	cpumap_t cpu_affinity;
	colormap_t colors;
	struct vm_platform platform;
};

struct shmem {
	size_t size;
	colormap_t colors;
	bool place_phys;
	union {
		paddr_t base;
		paddr_t phys;
	};
	bool reserved;
	cpumap_t cpu_masters;
};

struct config {
	struct {
		bool relocate;
		paddr_t base_addr;
		bool data_relocate;
		paddr_t data_addr;
		colormap_t colors;
	} hyp;
	size_t shmemlist_size;
	struct shmem *shmemlist;
	size_t vmlist_size;
	struct vm_config *vmlist;
};

#endif
