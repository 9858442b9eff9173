/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

#include <linux/types.h>
#include <linux/stringify.h>
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/export.h>
#include <linux/err.h>
#include <linux/moduleparam.h>
#include <linux/mod_devicetable.h>

/* Everything is built in: there is no module object and no module goes away. */
struct module;

#define MODULE_LICENSE(text)
#define MODULE_AUTHOR(text)
#define MODULE_DESCRIPTION(text)
#define MODULE_VERSION(text)
#define MODULE_ALIAS(text)
#define MODULE_SOFTDEP(text)
#define MODULE_IMPORT_NS(ns)
#define MODULE_INFO(tag, info)
#define MODULE_FIRMWARE(name)
#define MODULE_DEVICE_TABLE(type, name)

static inline bool try_module_get(struct module *module)
{
	return true;
}

static inline void module_put(struct module *module)
{
}

static inline void __module_get(struct module *module)
{
}

#endif
