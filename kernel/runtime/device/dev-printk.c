// SPDX-License-Identifier: GPL-2.0
/* Log lines that begin with the driver's and the device's name. */

#include <linux/device.h>
#include <linux/kernel.h>

#define DEV_LINE_MAX 256

static void dev_vprintk(const char *level, const struct device *dev, const char *fmt, va_list ap)
{
	char text[DEV_LINE_MAX];

	vsnprintf(text, sizeof(text), fmt, ap);
	if (!dev)
		printk("%s(NULL device *): %s", level, text);
	else
		printk("%s%s %s: %s", level, dev_driver_string(dev), dev_name(dev), text);
}

void dev_printk_emit_prefixed(const char *level, const struct device *dev, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	dev_vprintk(level, dev, fmt, ap);
	va_end(ap);
}

int dev_err_probe(const struct device *dev, int err, const char *fmt, ...)
{
	char text[DEV_LINE_MAX];
	va_list ap;

	if (err == -EPROBE_DEFER || err == -ENOMEM)
		return err;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	dev_err(dev, "error %pe: %s", ERR_PTR(err), text);
	return err;
}
