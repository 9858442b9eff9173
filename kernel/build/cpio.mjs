// SPDX-License-Identifier: GPL-2.0
/** Writes a cpio archive in the "newc" format, which is what Linux unpacks as its first file system. */

const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;

/** @param {number} count @returns {Buffer} */
function padding(count) {
  return Buffer.alloc((4 - (count % 4)) % 4);
}

/** @param {string} name @param {number} mode @param {Uint8Array} content @param {number} inode */
function entry(name, mode, content, inode) {
  const nameBytes = Buffer.from(`${name}\0`);
  // inode, mode, uid, gid, links, mtime, size, device (major, minor), special device (major, minor), name size, check
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, nameBytes.length, 0];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  return Buffer.concat([
    header,
    nameBytes,
    padding(header.length + nameBytes.length),
    content,
    padding(content.length),
  ]);
}

/** @param {string} path @returns {string[]} the folders above it, outermost first */
function foldersAbove(path) {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/**
 * @param {Map<string, Uint8Array>} files by absolute path; files in /bin and /init become executable
 * @returns {Buffer} the archive, the same for the same files
 */
export function cpioArchive(files) {
  const names = [...files.keys()].map((path) => path.replace(/^\/+/, ''));
  const folders = new Set(['dev', 'proc', 'sys', ...names.flatMap(foldersAbove)]);
  let inode = 1;
  const directories = [...folders].sort().map((name) => entry(name, S_IFDIR | 0o755, Buffer.alloc(0), inode++));
  const contents = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const regular = contents.map(([path, content]) => {
    const name = path.replace(/^\/+/, '');
    const executable = name === 'init' || name.startsWith('bin/');
    return entry(name, S_IFREG | (executable ? 0o755 : 0o644), content, inode++);
  });
  return Buffer.concat([...directories, ...regular, entry('TRAILER!!!', 0, Buffer.alloc(0), 0)]);
}
