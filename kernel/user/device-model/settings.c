// SPDX-License-Identifier: GPL-2.0
#include "settings.h"

#include "../../common/string.h"
#include "../lib/lines.h"
#include "../lib/output.h"
#include "../lib/syscall.h"

#define DEFAULT_SECTORS 64
#define MAX_SECTORS 65536

/* Takes one name=value word. */
static bool apply(struct device_settings *settings, char *word)
{
	char *value = word;
	u64 number;

	while (*value && *value != '=')
		value++;
	if (!*value)
		return false;
	*value++ = '\0';
	if (strcmp(word, "type") == 0) {
		if (strlen(value) >= sizeof(settings->type))
			return false;
		memcpy(settings->type, value, strlen(value) + 1);
		return true;
	}
	if (!parse_number(value, &number))
		return false;
	if (strcmp(word, "id") == 0)
		settings->id = (u32)number;
	else if (strcmp(word, "mmio_addr") == 0)
		settings->mmio_addr = number;
	else if (strcmp(word, "sectors") == 0 && number >= 1 && number <= MAX_SECTORS)
		settings->sectors = number;
	else
		return false;
	return true;
}

static bool read_device(struct device_settings *settings, char *words[], u32 count)
{
	memset(settings, 0, sizeof(*settings));
	settings->sectors = DEFAULT_SECTORS;
	for (u32 i = 1; i < count; i++)
		if (!apply(settings, words[i]))
			return false;
	return settings->mmio_addr && settings->type[0];
}

int settings_read(const char *path, struct device_settings *devices)
{
	struct line_reader reader;
	int count = 0;
	u32 number = 0;
	char *line;
	int fd = sys_open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		print("device-model: cannot open %s: error %d\n", path, -fd);
		return -1;
	}
	line_reader_init(&reader, fd);
	while (line_reader_next(&reader, &line) == LINE_READ) {
		char *words[8];
		u32 found = split_words(line, words, ARRAY_SIZE(words));

		number++;
		if (!found || words[0][0] == '#')
			continue;
		if (strcmp(words[0], "device") != 0 || count == MAX_DEVICES ||
		    !read_device(&devices[count], words, found)) {
			print("device-model: %s:%u: expected 'device id=N mmio_addr=ADDRESS type=console|block "
			      "[sectors=N]', at most %d times\n", path, number, MAX_DEVICES);
			sys_close(fd);
			return -1;
		}
		count++;
	}
	sys_close(fd);
	return count;
}
