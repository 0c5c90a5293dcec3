// Text as people search for it: "Nguyễn Đức" is found by "nguyen duc".
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'd').toLowerCase();
}
