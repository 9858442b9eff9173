// SPDX-License-Identifier: GPL-2.0
#include "options.h"

#include "fdt.h"
#include "../../common/string.h"

static const char *find_option(const char *arguments, const char *name)
{
	size_t length = strlen(name);

	while (*arguments) {
		while (*arguments == ' ')
			arguments++;
		if (strncmp(arguments, name, length) == 0 && arguments[length] == '=')
			return arguments + length + 1;
		while (*arguments && *arguments != ' ')
			arguments++;
	}
	return NULL;
}

u64 boot_option(const char *name, u64 fallback)
{
	const char *arguments = fdt_string(fdt_find_path("/chosen"), "bootargs");
	const char *digits = arguments ? find_option(arguments, name) : NULL;
	u64 value = 0;

	if (!digits || *digits < '0' || *digits > '9')
		return fallback;
	for (; *digits >= '0' && *digits <= '9'; digits++)
		value = value * 10 + (u64)(*digits - '0');
	return value;
}
