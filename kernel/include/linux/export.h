/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_EXPORT_H
#define _LINUX_EXPORT_H

#include <linux/compiler.h>
#include <linux/stringify.h>

/* There are no loadable modules: everything is one image. */
#define EXPORT_SYMBOL(sym)		_Static_assert(1, #sym)
#define EXPORT_SYMBOL_GPL(sym)		_Static_assert(1, #sym)
#define EXPORT_SYMBOL_NS(sym, ns)	_Static_assert(1, #sym)
#define EXPORT_SYMBOL_NS_GPL(sym, ns)	_Static_assert(1, #sym)

#ifndef THIS_MODULE
struct module;
#define THIS_MODULE ((struct module *)0)
#endif

#endif
