import type { WrongInput } from "./wrong-input.js";

export const wrongInputs: readonly WrongInput[] = [
  {
    args: ["demo", "nosuch"],
    error: 'no session "nosuch" in {dir}/kubespy.db',
    code: 1,
  },
];
