;;; test.el --- What eglot makes of the server -*- lexical-binding: t -*-

;; With the mode of this folder:
;;   emacs -Q --batch -l editors/emacs/mlflow-mode.el -l editors/emacs/test.el demo.mlflow
;; Prints `ok NAME' or `FAIL NAME: WHAT' for each check.  The file is editors/tests/demo.mlflow.

(require 'eglot)
(require 'flymake)
(setq eglot-sync-connect 20 eglot-autoshutdown nil eglot-confirm-server-edits nil eglot-report-progress nil
      eglot-events-buffer-config '(:size 0) make-backup-files nil create-lockfiles nil)

(defun check (name held found)
  (princ (if held (format "ok %s\n" name)
           (format "FAIL %s: %s\n" name (string-replace "\n" "\\n" (format "%S" found))))))

(defun wait (what)
  (let ((end (+ (float-time) 20)) found)
    (while (and (not (setq found (funcall what))) (< (float-time) end))
      (accept-process-output nil 0.05))
    found))

(defun go (text)
  (goto-char (point-min))
  (search-forward text))

(defmacro told (&rest body)
  "What BODY gives, or its error as a text: a check that cannot be made does not keep others from being made."
  `(condition-case problem (progn ,@body) (error (format "%S" problem))))

(defun lines-with (text)
  (how-many (regexp-quote text) (point-min) (point-max)))

(defun all ()
  (find-file (expand-file-name (pop command-line-args-left)))
  (check "the mode of a .mlflow file" (eq major-mode 'mlflow-mode) major-mode)
  (font-lock-ensure)
  (go "train forest")
  (check "colours" (eq (get-text-property (line-beginning-position) 'face) 'font-lock-keyword-face)
         (get-text-property (line-beginning-position) 'face))
  ;; In batch there is no command loop that would start it.
  (run-hooks 'post-command-hook)
  (check "the server starts" (wait #'eglot-current-server) eglot-server-programs)

  (flymake-mode 1)
  (flymake-start)
  (let ((shown (wait #'flymake-diagnostics)))
    (check "diagnostics"
           (and (= (length shown) 1) (string-search "timout" (flymake-diagnostic-text (car shown)))
                (= (line-number-at-pos (flymake-diagnostic-beg (car shown))) 22))
           (mapcar #'flymake-diagnostic-text shown)))

  (go "instance        = ")
  (goto-char (line-beginning-position))
  (forward-char 3)
  (let* ((hover (told (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
         (text (told (eglot--hover-info (plist-get hover :contents) nil))))
    (check "hover" (and (stringp text) (string-search "Machine type" text)) (list hover text)))

  (go "instance        = tr")
  (let ((found (told (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot)))))
    (check "definition"
           (and (consp found) (= 10 (xref-location-line (xref-item-location (car found)))))
           found))

  (go "timout")
  (delete-region (line-beginning-position) (line-end-position))
  (insert "  tim")
  (let* ((found (run-hook-with-args-until-success 'completion-at-point-functions))
         (names (and (consp found) (all-completions "tim" (nth 2 found)))))
    (check "completion" (member "timeout" (mapcar #'substring-no-properties names)) names))
  (delete-region (line-beginning-position) (line-end-position))
  (insert "  timeout          =   4h")
  (eglot--signal-textDocument/didChange)
  (check "diagnostics follow the text"
         (wait (lambda () (flymake-start) (accept-process-output nil 0.2) (null (flymake-diagnostics))))
         (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

  (go "let tr")
  (let ((problem (told (eglot-rename "machine") nil)))
    (check "rename" (and (= 2 (lines-with "machine")) (= 0 (lines-with "trainer"))) (or problem (buffer-string))))

  (let ((problem (told (eglot-format-buffer) nil)))
    (check "format" (= 1 (lines-with "  timeout         = 4h")) (or problem (buffer-string))))

  (set-buffer-modified-p nil)
  (let ((server (eglot-current-server)))
    (eglot-shutdown server)
    (check "the server stops" (not (jsonrpc-running-p server)) server)))

(run-at-time 120 nil (lambda () (princ "FAIL it takes longer than two minutes\n") (kill-emacs 1)))
;; A check that cannot be made is told, and those behind it are not made.
(let ((problem (condition-case problem (progn (all) nil) (error problem))))
  (check "the checks run to their end" (null problem) problem)
  (kill-emacs (if problem 1 0)))
