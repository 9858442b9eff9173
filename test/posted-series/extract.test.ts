// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { extractSeries } from './extract';
import { seriesThread } from './thread-file';

const thread = (patch: string) =>
  ['[PATCH 1/1] example', 'Posted by someone 1 day ago', 'text', '', ...patch.split('\n'), '-- ', '2.43.0'].join('\n');

const creation = `diff --git a/one.c b/one.c
new file mode 100644
--- /dev/null
+++ b/one.c
@@ -0,0 +1,3 @@
+first
+
+third`;

describe('a patch series in a mail thread', () => {
  it('becomes files, the later patches applied to what the earlier ones made', () => {
    const change = `${creation}
diff --git a/two.c b/two.c
--- a/two.c
+++ b/two.c
@@ -1 +1 @@
-a
+b
diff --git a/one.c b/one.c
--- a/one.c
+++ b/one.c
@@ -1,3 +1,4 @@
 first

-third
+3
+4`;
    const tree = extractSeries(thread(change));
    assert.deepEqual([...tree.files], [['one.c', 'first\n\n3\n4\n']]);
    assert.deepEqual(tree.skipped, ['two.c']);
  });

  it('takes the posted patch, not the one that a reply quotes', () => {
    const text = `${thread(creation)}
Re: [PATCH 1/1] example
Posted by someone else 1 day ago
diff --git a/one.c b/one.c
new file mode 100644
--- /dev/null
+++ b/one.c
@@ -0,0 +1 @@
+quoted`;
    assert.equal(extractSeries(text).files.get('one.c'), 'first\n\nthird\n');
  });

  it('refuses a hunk that is cut off, does not fit, or leaves the tree', () => {
    const cut = creation.replace('+1,3', '+1,9');
    assert.throws(() => extractSeries(thread(cut)), /message at line 3\): line \d+: the hunk .* ends too early|longer/);
    const misfit = `${creation}\ndiff --git a/one.c b/one.c\n--- a/one.c\n+++ b/one.c\n@@ -2 +2 @@\n-second\n+2`;
    assert.throws(() => extractSeries(thread(misfit)), /one\.c:2: the hunk at line 2 does not fit/);
    const beyond = misfit.replace('@@ -2 +2 @@', '@@ -9999999 +2 @@');
    assert.throws(() => extractSeries(thread(beyond)), /lies outside the file/);
    const outside = creation.replaceAll('one.c', '../one.c');
    assert.throws(() => extractSeries(thread(outside)), /outside the tree/);
    assert.throws(() => extractSeries('nothing here'), /no message with a subject/);
  });
});

describe('the posted series', () => {
  it('gives the drivers, their headers and bindings, and skips what only a whole kernel has', function () {
    const tree = extractSeries(readFileSync(seriesThread(this), 'utf8'));
    const sources = [...tree.files.keys()].filter((path) => path.endsWith('.c')).sort();
    const dispatcher = ['dm', 'driver', 'intc', 'io_client', 'io_dispatcher', 'ioeventfd', 'irqfd'];
    assert.deepEqual(sources, [
      ...dispatcher.map((name) => `drivers/virt/bao/io-dispatcher/${name}.c`),
      'drivers/virt/bao/ipcshmem/ipcshmem.c',
    ]);
    assert.ok(tree.files.has('include/linux/bao.h') && tree.files.has('include/uapi/linux/bao.h'));
    // Patch 5 changes what patches 2 and 4 made: the identifier moves to the common header.
    assert.match(tree.files.get('include/linux/bao.h')!, /define BAO_IPCSHMEM_HYPERCALL_ID/);
    assert.match(tree.files.get('arch/riscv/include/asm/bao.h')!, /BAO_SBI_EXT_ID, BAO_IPCSHMEM_HYPERCALL_ID/);
    assert.ok(tree.skipped.includes('MAINTAINERS') && tree.skipped.includes('drivers/virt/Makefile'));
  });
});
