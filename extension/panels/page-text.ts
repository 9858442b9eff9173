// SPDX-License-Identifier: Apache-2.0
/** The document of a panel: nothing but our own script and style, from the extension's folder, may load in it. */

export interface PageParts {
  readonly title: string;
  readonly script: string;
  readonly style: string;
  /** Where styles may come from, for the content-security policy. */
  readonly styleSource: string;
  readonly nonce: string;
}

/** The controls find the nonce for a style of theirs in a meta element. None of the parts comes from outside of the extension and the editor. */
export function pageText({ title, script, style, styleSource, nonce }: PageParts): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src ${styleSource} 'nonce-${nonce}'">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
