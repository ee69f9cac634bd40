# `make month` and `make test` bring everything they need: the virtual environment, the locked packages, and what PDF needs from the system.
SHELL := /bin/bash
VENV ?= .venv
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(if $(shell $(p) -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo ok),$(p))))
BIN := $(VENV)/bin
SOTAY := $(BIN)/sotay
DEMO_MONTHS ?= 3
SEED ?= 2026
TEST_JOBS ?= 2
MONTH ?= $(shell ls data/incoming 2>/dev/null | grep -E '^[0-9]{4}-(0[1-9]|1[0-2])$$' | sort | tail -n 1)

.PHONY: help setup pdf-libraries month demo test bench lab lint clean
help: ## các lệnh có sẵn
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 18

setup: $(VENV)/.ready pdf-libraries ## cài môi trường (các lệnh khác tự gọi)

$(VENV)/.ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Cần Python 3.11 trở lên kèm mô-đun venv. Trên Debian/Ubuntu: sudo apt-get install python3 python3-venv"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Cài các gói đã khóa phiên bản …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Pango and the Liberation fonts come from the system; without them HTML is complete and each missing PDF is named.
pdf-libraries: $(VENV)/.ready
	@$(BIN)/python -m sotay.reports.pdf_check 2>/dev/null || { \
	  packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation"; \
	  if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then as=""; elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then as="sudo"; else as="none"; fi; \
	  if [ "$$as" != none ]; then echo "Cài thư viện và phông chữ cho PDF …"; $$as apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive $$as apt-get install -y -qq --no-install-recommends $$packages >/dev/null; fi; \
	  $(BIN)/python -m sotay.reports.pdf_check || true; }

demo: setup ## tạo các tháng mẫu khi chưa có tháng nào
	@if [ -z "$(MONTH)" ]; then $(SOTAY) demo . --months $(DEMO_MONTHS) --seed $(SEED); fi

month: demo ## chạy tháng mới nhất (hoặc MONTH=2026-09) và cho biết trang mục lục ở đâu
	@month="$(MONTH)"; [ -n "$$month" ] || month=$$(ls data/incoming | grep -E '^[0-9]{4}-(0[1-9]|1[0-2])$$' | sort | tail -n 1); $(SOTAY) run $$month

test: setup ## chạy toàn bộ kiểm thử (mỗi nhân một phần; TEST_JOBS=0 để chạy lần lượt)
	@$(BIN)/python -m pytest -n $(TEST_JOBS) --dist loadfile --no-loadscope-reorder

bench: setup ## đo tốc độ và bộ nhớ, ghi outputs/bench.md
	@$(BIN)/python tests/bench/run.py

lab: demo ## mở JupyterLab ở sổ tay đầu tiên
	@$(BIN)/jupyter lab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/notebooks/home.ipynb $(if $(filter 0,$(shell id -u)),--allow-root)

lint: setup ## kiểm tra mọi tệp trong parameters/
	@$(SOTAY) lint

clean: ## xóa môi trường và kết quả đã chạy (giữ tệp các đơn vị gửi)
	rm -rf $(VENV) outputs/20* data/clean
