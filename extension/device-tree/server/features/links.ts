// SPDX-License-Identifier: Apache-2.0
/** Ways from an include to its file. */

import type { DocumentLink } from 'vscode-languageserver';
import type { Analysis } from '../analysis';
import { uriOf } from '../protocol-shapes';

const INCLUDE = /^[ \t]*(?:#[ \t]*include|\/include\/)[ \t]*["<]([^">\n]+)[">]/gm;
const MAX_LINKS = 2000;

export function includeLinks({ parts }: Analysis, file: string): DocumentLink[] {
  const text = parts.get(file);
  if (text === undefined) {
    return [];
  }
  const files = [...parts].filter(([, content]) => content !== undefined).map(([path]) => path);
  const links: DocumentLink[] = [];
  let line = 0;
  let counted = 0;
  for (const match of text.matchAll(INCLUDE)) {
    const name = match[1]!;
    const start = match.index + match[0].length - 1 - name.length;
    for (let at = text.indexOf('\n', counted); at >= 0 && at < start; at = text.indexOf('\n', counted)) {
      line++;
      counted = at + 1;
    }
    const target = files.find((path) => path.endsWith(`/${name.replace(/^(\.\.?\/)+/, '')}`));
    if (target !== undefined && links.length < MAX_LINKS) {
      const character = start - counted;
      const range = { start: { line, character }, end: { line, character: character + name.length } };
      links.push({ range, target: uriOf(target) });
    }
  }
  return links;
}
