/** The number of an open socket's descriptor, which Node's types do not know. */
export function descriptorOf(socket: object | null | undefined): readonly number[] {
  const fd = (socket as { readonly _handle?: { readonly fd?: number } | null } | null | undefined)?._handle?.fd ?? -1;
  return fd < 0 ? [] : [fd];
}
