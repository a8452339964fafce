/** "Creating (ErrImagePull)". Can hold recorded text. */
export function stageWords({ name, detail }: { readonly name: string; readonly detail?: string | undefined }): string {
  return detail === undefined ? name : `${name} (${detail})`;
}
