;;; mlflow-mode.el --- Pipelines in .mlflow files -*- lexical-binding: t -*-

;; Emacs 29 and later: colours by shape, indentation by brackets, and the server `mlc lsp` through eglot.

;;; Code:

(defvar eglot-server-programs)

(defvar mlflow-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?_ "w" table)
    table))

(defvar mlflow-mode-font-lock
  '(("^[ \t]*\\(when\\|for\\)\\>\\|\\<\\(else\\( when\\)?\\|in\\|and\\|or\\|not\\)\\>" . font-lock-keyword-face)
    ("\\<\\(true\\|false\\|null\\)\\>" . font-lock-constant-face)
    ("^[ \t]*\\([a-z_]+\\)[ \t]+\\([A-Za-z_][A-Za-z0-9_]*\\)[ \t]*[{:=]"
     (1 font-lock-keyword-face) (2 font-lock-variable-name-face))
    ("\\<\\([A-Za-z_][A-Za-z0-9_]*\\)[ \t]*=[^=]" 1 'font-lock-property-name-face)
    (":[ \t]*\\([A-Z][A-Za-z]*\\)" 1 font-lock-type-face)
    ("\\<ml\\.[a-z0-9.-]+" . font-lock-constant-face)
    ("\\<\\([A-Za-z_][A-Za-z0-9_]*\\)(" 1 font-lock-function-name-face)))

(defun mlflow-indent-line ()
  "Two blanks for every open bracket; a line that closes one is less deep."
  (interactive)
  (let* ((closes (save-excursion (back-to-indentation) (looking-at-p "[])}]")))
         (depth (- (car (syntax-ppss (line-beginning-position))) (if closes 1 0))))
    (save-excursion (indent-line-to (* 2 (max depth 0))))
    (when (< (current-column) (current-indentation)) (back-to-indentation))))

;;;###autoload
(define-derived-mode mlflow-mode prog-mode "mlflow"
  "A mode for pipelines."
  (setq-local comment-start "// " comment-start-skip "//+[ \t]*" indent-tabs-mode nil
              font-lock-defaults '(mlflow-mode-font-lock)
              indent-line-function #'mlflow-indent-line))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.mlflow\\'" . mlflow-mode))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(mlflow-mode . ("mlc" "lsp"))))

(add-hook 'mlflow-mode-hook #'eglot-ensure)

(provide 'mlflow-mode)
;;; mlflow-mode.el ends here
