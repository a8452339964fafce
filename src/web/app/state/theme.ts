import { effect, signal } from "@preact/signals";

/** How the page is coloured; `system`: as the browser prefers. */
export type Theme = "system" | "light" | "dark";
export const theme = signal<Theme>("system");

/** Changes when the colours do: a canvas reads it and is drawn again. */
export const isDark = signal(false);

const key = "kubespy-theme";

/** Follows the choice and the browser. The choice is kept where the browser keeps anything for files. */
export function followTheme(): void {
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const known = stored();
  if (known === "light" || known === "dark") theme.value = known;
  const update = () => {
    isDark.value = theme.value === "system" ? prefersDark.matches : theme.value === "dark";
  };
  prefersDark.addEventListener("change", update);
  effect(() => {
    const chosen = theme.value;
    if (chosen === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = chosen;
    keep(chosen);
    update();
  });
}

function stored(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(chosen: Theme): void {
  try {
    if (chosen === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, chosen);
  } catch {
    // A browser may keep nothing for a file.
  }
}
